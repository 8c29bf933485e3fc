#include "query/cursor.hpp"

#include <algorithm>

#include "query/characters.hpp"
#include "query/read_url.hpp"

namespace marque::query::grammar {
namespace {

/// How many characters of `word` stand at the cursor.
std::size_t matching_length(const Cursor& cursor, std::string_view word) {
  const std::string_view rest = cursor.text.substr(cursor.position);
  const auto [ours, theirs] = std::ranges::mismatch(word, rest);
  return static_cast<std::size_t>(ours - word.begin());
}

}  // namespace

bool take(Cursor& cursor, char wanted, Expected expected) {
  if (cursor.at(wanted)) {
    cursor.move_to(cursor.position + 1);
    return true;
  }
  cursor.expect(expected);
  return false;
}

bool take_word(Cursor& cursor, std::string_view word, Expected expected) {
  const std::size_t start = cursor.position;
  const std::size_t length = matching_length(cursor, word);
  if (length > 0) cursor.move_to(start + length);
  if (length == word.size()) return true;
  cursor.trouble.expect(start, start + length, expected);
  return false;
}

bool try_word(Cursor& cursor, std::string_view word, Expected expected) {
  const std::size_t length = matching_length(cursor, word);
  if (length == word.size()) {
    cursor.move_to(cursor.position + length);
    return true;
  }
  cursor.trouble.expect(cursor.position, cursor.position + length, expected);
  return false;
}

bool sees_word(Cursor& cursor, std::string_view word, Expected expected) {
  const std::size_t length = matching_length(cursor, word);
  if (length == word.size()) return true;
  cursor.trouble.expect(cursor.position, cursor.position + length, expected);
  return false;
}

bool sees_end(Cursor& cursor) {
  if (cursor.position == cursor.text.size()) {
    cursor.expect(Expected::end_of_input);
    return true;
  }
  cursor.trouble.refuse(cursor.position, cursor.position, Expected::end_of_input);
  return false;
}

bool take_delimiter(Cursor& cursor) { return take(cursor, '.', Expected::delimiter); }

void skip_blanks(Cursor& cursor) {
  std::size_t end = cursor.position;
  while (end < cursor.text.size() && (cursor.text[end] == ' ' || cursor.text[end] == '\t')) ++end;
  if (end != cursor.position) cursor.move_to(end);
  cursor.stop();
}

std::string_view take_until(Cursor& cursor, std::string_view stops) {
  const std::size_t start = cursor.position;
  const std::size_t end = std::min(cursor.text.find_first_of(stops, start), cursor.text.size());
  if (end != start) cursor.move_to(end);
  cursor.stop();
  return cursor.text.substr(start, end - start);
}

bool refuses(Cursor& cursor, char refused, Expected expected) {
  if (!cursor.at(refused)) {
    cursor.expect(expected);
    return true;
  }
  cursor.trouble.refuse(cursor.position + 1, cursor.position);
  return false;
}

bool sees_end_of_value(Cursor& cursor) {
  if (cursor.position == cursor.text.size() || cursor.at(',') || cursor.at(')')) {
    cursor.stop();
    return true;
  }
  const std::size_t size = character_at(cursor.text, cursor.position).size;
  cursor.trouble.refuse(cursor.position + size, cursor.position);
  return false;
}

bool descend(Cursor& cursor) {
  const std::size_t start = cursor.position;
  if (!take(cursor, '(', Expected::open)) return false;
  if (++cursor.depth <= maximum_depth) return true;
  cursor.trouble.expect(start, start, Expected::shallower);
  return false;
}

bool take_comma(Cursor& cursor) {
  skip_blanks(cursor);
  if (!take(cursor, ',', Expected::comma)) return false;
  skip_blanks(cursor);
  return true;
}

}  // namespace marque::query::grammar
