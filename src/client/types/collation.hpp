// client/types/collation.hpp: the order in which the usual generators list names: that of a reader, not of
// bytes.
#pragma once

#include <string_view>

namespace marque::client {

/// -1, 0 or 1, as JavaScript's localeCompare has it in English for ASCII texts: signs before digits before
/// letters, letters regardless of case, lower case first among equals. Other bytes come last.
int compare_for_readers(std::string_view left, std::string_view right);

/// For sorting.
inline bool reads_before(std::string_view left, std::string_view right) {
  return compare_for_readers(left, right) < 0;
}

}  // namespace marque::client
