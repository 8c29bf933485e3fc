// query/cursor.hpp: a place in a text, and the smallest steps from it. Every step keeps the rules of a parser
// with one character of look-ahead: a step that fails after it has read something has moved the cursor, and
// the caller gives up; one that fails without having moved leaves the choice to the next alternative;
// attempt() turns the first kind into the second. What was expected is collected on the way
// (query/expectation.hpp).
#pragma once

#include <cstddef>
#include <optional>
#include <string_view>

#include "query/expectation.hpp"

namespace marque::query::grammar {

struct Cursor {
  std::string_view text;  ///< valid UTF-8
  std::size_t position = 0;
  Trouble trouble;
  int depth = 0;  ///< how many parentheses of embeds or and/or are open

  bool at(char wanted) const { return position < text.size() && text[position] == wanted; }
  /// Goes on to `next`: from here on another place counts.
  void move_to(std::size_t next) {
    position = next;
    trouble.clear();
  }
  void stop() { trouble.stop(position, position); }
  void expect(Expected expected) { trouble.expect(position, position, expected); }
};

/// One character.
bool take(Cursor& cursor, char wanted, Expected expected);
/// A word; if only its beginning is there, something was read.
bool take_word(Cursor& cursor, std::string_view word, Expected expected);
/// A word as a whole, or nothing was read.
bool try_word(Cursor& cursor, std::string_view word, Expected expected);
/// Whether `word` follows; reads nothing.
bool sees_word(Cursor& cursor, std::string_view word, Expected expected);
/// Whether the text ends here.
bool sees_end(Cursor& cursor);
/// The "." between the parts of a parameter.
bool take_delimiter(Cursor& cursor);
/// Blanks and tabs, as many as there are.
void skip_blanks(Cursor& cursor);
/// All characters up to one of `stops`; of these, ASCII only.
std::string_view take_until(Cursor& cursor, std::string_view stops);
/// True unless `refused` follows. Whoever is told false has read nothing.
bool refuses(Cursor& cursor, char refused, Expected expected);
/// True if `,`, `)` or the end follows.
bool sees_end_of_value(Cursor& cursor);
/// Takes "(" and goes one level down; false with the limit's error if that is too deep.
bool descend(Cursor& cursor);

/// Runs `parse`; if it fails, nothing was read.
template <class Parse>
auto attempt(Cursor& cursor, Parse&& parse) {
  const std::size_t start = cursor.position;
  const Trouble before = cursor.trouble;
  auto result = parse();
  if (!result && cursor.position != start) {
    cursor.position = start;
    const Trouble inside = cursor.trouble;
    cursor.trouble = before;
    cursor.trouble.merge(inside);
  }
  return result;
}

/// Runs `parse`; as long as it reads nothing, `name` is what was expected.
template <class Parse>
auto named(Cursor& cursor, Expected name, Parse&& parse) {
  const std::size_t start = cursor.position;
  const Trouble before = cursor.trouble;
  cursor.trouble.clear();
  auto result = parse();
  if (cursor.position == start) {
    Trouble inside = cursor.trouble;
    if (!result || !inside.empty()) inside.rename(start, name);
    cursor.trouble = before;
    cursor.trouble.merge(inside);
  }
  return result;
}

/// item (separator item)*: false if something is broken, or if there is not one item.
template <class Separator, class Item>
bool take_list(Cursor& cursor, Separator&& separator, Item&& item) {
  if (!item()) return false;
  for (bool first = true;; first = false) {
    const std::size_t start = cursor.position;
    // How the item before could have gone on is told after the first one only; the peer has it so.
    if (!first) cursor.trouble.clear();
    if (!separator()) return cursor.position == start;
    if (!item()) return false;
  }
}

/// `,` with blanks around it.
bool take_comma(Cursor& cursor);

}  // namespace marque::query::grammar
