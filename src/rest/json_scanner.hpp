// rest/json_scanner.hpp: a walk over JSON text (RFC 8259) in one pass that builds no tree and does not
// recurse, so that nothing a client sends costs more than its own length. It takes and refuses the same texts
// as the peer's parser.
#pragma once

#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

namespace marque::rest {

/// Each step skips blanks before it. A step that gives false has met something else, or malformed JSON; after
/// malformed JSON the position means nothing.
class JsonScanner {
 public:
  explicit JsonScanner(std::string_view text) : text_(text) {}

  /// The next character that is no blank, or NUL at the end.
  char peek();
  /// Steps over `mark` if it comes next.
  bool take(char mark);
  /// Steps over a whole value, however deep.
  bool skip_value();
  /// Steps over a string; `raw` is what stands between its quotes.
  bool take_string(std::string_view& raw);
  /// Nothing but blanks is left.
  bool at_end();
  std::size_t position() const { return position_; }

 private:
  bool skip_scalar(char first);
  bool skip_literal(std::string_view literal);
  bool skip_number();
  bool skip_digits();
  bool enter(char bracket, bool& is_empty);
  bool skip_key();
  bool leave_or_continue(bool& is_done);

  std::string_view text_;
  std::size_t position_ = 0;
  std::vector<bool> in_object_;  ///< the brackets that are open, outermost first
};

/// The text that a raw string stands for. `raw` comes from JsonScanner::take_string.
std::string unescape_json(std::string_view raw);

/// Appends `text` as a JSON string with the escapes that the peer writes: lengths of bodies are compared.
/// Bytes that are not UTF-8 become U+FFFD.
void append_json_text(std::string& out, std::string_view text);

}  // namespace marque::rest
