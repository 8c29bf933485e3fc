// pg/migrations/text_diff.hpp: which lines differ between two texts, for people.
#pragma once

#include <string>
#include <string_view>

namespace marque::pg::migrations {

/// Lines of both texts: "- " only in `before`, "+ " only in `after`, "  " in both; long runs of common lines
/// are shortened to "  …". Empty if the texts are equal. Beyond a few thousand lines the middle is shown as
/// replaced.
std::string diff_lines(std::string_view before, std::string_view after);

}  // namespace marque::pg::migrations
