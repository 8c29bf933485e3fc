#include "rest/csv_reader.hpp"

#include <algorithm>
#include <array>

namespace marque::rest {
namespace {

/// What Haskell calls the characters before the blank.
constexpr std::array<std::string_view, 32> control_names{
    "NUL", "SOH", "STX", "ETX", "EOT", "ENQ", "ACK", "a",   "b",   "t",   "n",
    "v",   "f",   "r",   "SO",  "SI",  "DLE", "DC1", "DC2", "DC3", "DC4", "NAK",
    "SYN", "ETB", "CAN", "EM",  "SUB", "ESC", "FS",  "GS",  "RS",  "US"};

/// `text` as Haskell's `show` writes a string: the refusals of the peer's parser quote what they met so.
std::string shown(std::string_view text) {
  std::string out = "\"";
  for (std::size_t at = 0; at < text.size(); ++at) {
    const auto byte = static_cast<unsigned char>(text[at]);
    const char following = at + 1 < text.size() ? text[at + 1] : '\0';
    if (byte >= 0x80) {
      out += '\\' + std::to_string(byte);
      if (following >= '0' && following <= '9') out += "\\&";
    } else if (byte == 0x7F) {
      out += "\\DEL";
    } else if (byte < 0x20) {
      out.append("\\").append(control_names[byte]);
      if (byte == 0x0E && following == 'H') out += "\\&";  // SO, which SOH begins with
    } else {
      if (text[at] == '"' || text[at] == '\\') out += '\\';
      out += text[at];
    }
  }
  return out += '"';
}

/// Two quotes stand for one.
void append_unescaped(std::string& out, std::string_view content) {
  for (;;) {
    const std::size_t quote = content.find('"');
    if (quote == content.npos) break;
    out.append(content.substr(0, quote + 1));
    content.remove_prefix(std::min(quote + 2, content.size()));
  }
  out.append(content);
}

}  // namespace

std::unexpected<Error> CsvReader::refusal(std::string_view what) const {
  constexpr std::size_t shown_limit = 100;
  const std::string_view rest = text_.substr(position_);
  std::string message = "parse error (";
  message.append(what).append(") at ");
  if (rest.size() > shown_limit)
    message.append(rest.substr(0, shown_limit)).append(" (truncated)");
  else
    message.append(shown(rest));
  return fail("PGRST102", std::move(message));
}

Result<void> CsvReader::read_quoted(std::string& field) {
  const std::size_t start = ++position_;
  std::size_t from = start;
  for (;;) {
    const std::size_t quote = text_.find('"', from);
    if (quote == text_.npos) break;
    if (quote + 1 == text_.size() || text_[quote + 1] != '"') {
      append_unescaped(field, text_.substr(start, quote - start));
      position_ = quote + 1;
      return {};
    }
    from = quote + 2;
  }
  position_ = text_.size();
  if (start == text_.size()) return refusal("Failed reading: trailing double quote");
  if (from == text_.size() && from > start) return refusal("Failed reading: insufficient input");
  append_unescaped(field, text_.substr(start, text_.size() - start - 1));
  return {};
}

Result<void> CsvReader::read_field(std::string& field) {
  field.clear();
  if (next() == '"') return read_quoted(field);
  const std::size_t end = std::min(text_.find_first_of("\",\r\n", position_), text_.size());
  field.append(text_, position_, end - position_);
  position_ = end;
  return {};
}

Result<void> CsvReader::read_record(std::vector<std::string>& fields) {
  std::size_t count = 0;
  for (;;) {
    if (count == fields.size()) fields.emplace_back();
    if (auto read = read_field(fields[count++]); !read) return read;
    if (at_end() || next() != ',') break;
    ++position_;
  }
  fields.resize(count);
  return {};
}

Result<void> CsvReader::take_end_of_line() {
  if (at_end()) return refusal("not enough input");
  if (next() != '\n' && next() != '\r') return refusal("Failed reading: satisfy");
  const bool is_pair = next() == '\r' && text_.substr(position_ + 1).starts_with('\n');
  position_ += is_pair ? 2 : 1;
  return {};
}

}  // namespace marque::rest
