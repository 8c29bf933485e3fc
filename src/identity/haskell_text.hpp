// identity/haskell_text.hpp: texts as PostgREST prints them where it shows its own values.
#pragma once

#include <string>
#include <string_view>

namespace marque::identity {

/// `text` as a Haskell literal (Haskell 2010 Report §2.6): quoted, with \", \\, names for control characters
/// ("\DEL") and decimal numbers for what is not ASCII ("\228"). Bytes that are no UTF-8 become U+FFFD.
std::string haskell_text(std::string_view text);

}  // namespace marque::identity
