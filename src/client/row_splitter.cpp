#include "client/row_splitter.hpp"

#include <utility>

#include "core/text.hpp"

namespace marque::client {
namespace {

constexpr std::string_view blanks = " \t\r\n";

std::unexpected<ApiError> bad_json(std::string message) {
  return failure("marque.bad_json", std::move(message));
}

}  // namespace

Expected<bool> RowSplitter::feed(std::string_view piece, const Take& take) {
  std::size_t begin = 0;
  if (place_ == Place::start) {
    begin = piece.find_first_not_of(blanks);
    if (begin == piece.npos) return true;
    place_ = piece[begin] == '[' ? Place::in_array : Place::in_bare_value;
    if (place_ == Place::in_array) ++begin;
  }
  for (std::size_t index = begin; index < piece.size() && place_ == Place::in_array; ++index) {
    if (!ends_item(piece[index])) continue;
    auto kept = keep(piece.substr(begin, index - begin));
    if (!kept) return std::unexpected(std::move(kept.error()));
    auto more = emit(piece[index], take);
    if (!more || !*more) return more;
    begin = index + 1;
  }
  if (place_ == Place::end && piece.find_first_not_of(blanks, begin) != piece.npos)
    return bad_json("something follows the rows");
  if (place_ == Place::end) return true;
  auto kept = keep(piece.substr(begin));
  if (!kept) return std::unexpected(std::move(kept.error()));
  return true;
}

bool RowSplitter::ends_item(char character) {
  if (in_string_) {
    if (escaped_) {
      escaped_ = false;
    } else if (character == '\\') {
      escaped_ = true;
    } else if (character == '"') {
      in_string_ = false;
    }
    return false;
  }
  switch (character) {
    case '"': in_string_ = true; return false;
    case '{':
    case '[': ++depth_; return false;
    case '}':
    case ']':
      if (depth_ == 0) return true;
      --depth_;
      return false;
    case ',': return depth_ == 0;
    default: return false;
  }
}

Expected<void> RowSplitter::keep(std::string_view text) {
  if (row_.size() + text.size() > largest_row_)
    return failure("marque.row_too_large", "a row is longer than " + std::to_string(largest_row_) + " bytes");
  row_ += text;
  return {};
}

Expected<bool> RowSplitter::emit(char ending, const Take& take) {
  if (ending == ']') place_ = Place::end;
  if (ending == '}') return bad_json("a } stands where a row begins");
  const std::string row = std::exchange(row_, {});
  const std::string_view content = core::trim(row);
  if (content.empty()) {
    if (ending == ']' && !any_item_) return true;
    return bad_json("a row is missing");
  }
  any_item_ = true;
  return take(content);
}

Expected<bool> RowSplitter::finish(const Take& take) {
  if (place_ == Place::in_array) return bad_json("the rows end too early");
  if (place_ != Place::in_bare_value) return true;
  place_ = Place::end;
  return take(core::trim(row_));
}

}  // namespace marque::client
