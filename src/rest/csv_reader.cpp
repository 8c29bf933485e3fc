#include "rest/csv_reader.hpp"

#include <algorithm>

#include "core/utf8.hpp"
#include "identity/haskell_text.hpp"

namespace marque::rest {
namespace {

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
    message.append(identity::haskell_text(core::latin1_to_utf8(rest)));
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
