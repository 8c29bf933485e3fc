#include "query/fuzzy_match.hpp"

#include <algorithm>
#include <clocale>
#include <cmath>
#include <cstdint>
#include <functional>
#include <iterator>
#include <map>
#include <utility>

#include <wctype.h>

#include "query/hash_order.hpp"

namespace marque::query {
namespace {

constexpr std::size_t smallest_piece = 2;
constexpr std::size_t largest_piece = 3;

/// How many of the most similar texts are scored by edit distance.
constexpr std::size_t maximum_rescored = 50;

/// The classes and cases of all scripts, whatever the process's own locale is; nullptr where the system lacks
/// it, and then ASCII alone has cases.
locale_t all_scripts() {
  static const locale_t locale = newlocale(LC_CTYPE_MASK, "C.UTF-8", nullptr);
  return locale;
}

char32_t lower(char32_t character) {
  if (character < 128) return character >= 'A' && character <= 'Z' ? character + 32 : character;
  return all_scripts() == nullptr
             ? character
             : static_cast<char32_t>(towlower_l(static_cast<wint_t>(character), all_scripts()));
}

bool is_word_character(char32_t character) {
  if (character < 128) {
    return (character >= '0' && character <= '9') || (character >= 'a' && character <= 'z') ||
           character == ',' || character == ' ' || (character >= '\t' && character <= '\r');
  }
  return all_scripts() == nullptr || iswalnum_l(static_cast<wint_t>(character), all_scripts()) != 0;
}

/// The characters of UTF-8; bytes that are none stand for themselves.
std::u32string characters_of(std::string_view text) {
  std::u32string characters;
  for (std::size_t at = 0; at < text.size();) {
    const auto first = static_cast<unsigned char>(text[at]);
    const std::size_t length = first >= 0xF0 ? 4 : first >= 0xE0 ? 3 : first >= 0xC0 ? 2 : 1;
    char32_t character = length == 1 ? first : first & (0x7FU >> length);
    for (std::size_t next = 1; next < length && at + next < text.size(); ++next) {
      character = character << 6 | (static_cast<unsigned char>(text[at + next]) & 0x3FU);
    }
    characters.push_back(character);
    at += length;
  }
  return characters;
}

std::u32string lowered(std::u32string text) {
  std::ranges::transform(text, text.begin(), lower);
  return text;
}

/// Runs of up to three characters as numbers, sorted, with how often each occurs.
using Pieces = std::vector<std::pair<std::uint64_t, std::int64_t>>;

/// The runs of `size` characters in the text's words, with a mark at both ends.
Pieces pieces_of(const std::u32string& text, std::size_t size) {
  std::u32string marked = U"-";
  std::ranges::copy_if(text, std::back_inserter(marked), is_word_character);
  marked += U'-';
  std::vector<std::uint64_t> numbers;
  for (std::size_t at = 0; at + size <= marked.size(); ++at) {
    std::uint64_t number = 0;
    for (std::size_t next = at; next < at + size; ++next) number = number << 21 | marked[next];
    numbers.push_back(number);
  }
  std::ranges::sort(numbers);
  Pieces pieces;
  for (const std::uint64_t number : numbers) {
    if (pieces.empty() || pieces.back().first != number) pieces.emplace_back(number, 0);
    ++pieces.back().second;
  }
  return pieces;
}

double magnitude(const Pieces& pieces) {
  std::int64_t sum = 0;
  for (const auto& [piece, count] : pieces) sum += count * count;
  return std::sqrt(static_cast<double>(sum));
}

std::int64_t product(const Pieces& left, const Pieces& right) {
  std::int64_t sum = 0;
  auto other = right.begin();
  for (const auto& [piece, count] : left) {
    while (other != right.end() && other->first < piece) ++other;
    if (other != right.end() && other->first == piece) sum += count * other->second;
  }
  return sum;
}

std::size_t edit_distance(const std::u32string& left, const std::u32string& right) {
  std::vector<std::size_t> row(right.size() + 1);
  for (std::size_t column = 0; column < row.size(); ++column) row[column] = column;
  for (std::size_t line = 1; line <= left.size(); ++line) {
    std::size_t diagonal = std::exchange(row[0], line);
    for (std::size_t column = 1; column < row.size(); ++column) {
      const std::size_t replaced = diagonal + (left[line - 1] == right[column - 1] ? 0 : 1);
      diagonal = row[column];
      row[column] = std::min({replaced, row[column] + 1, row[column - 1] + 1});
    }
  }
  return row.back();
}

double share(std::size_t part, std::size_t whole) {
  return whole == 0 ? 1 : static_cast<double>(part) / static_cast<double>(whole);
}

/// What two texts score at best, whatever is in them. It spares comparing a hostile long text with a name.
double best_nearness(const std::u32string& left, const std::u32string& right) {
  const auto [shorter, longer] = std::minmax({left.size(), right.size()});
  return share(shorter, longer);
}

/// One less the edit distance's share of the longer text; 0 where that cannot reach `minimum`.
double nearness(const std::u32string& left, const std::u32string& right, double minimum) {
  if (best_nearness(left, right) < minimum) return 0;
  const std::size_t longer = std::max(left.size(), right.size());
  return share(longer - edit_distance(left, right), longer);
}

/// A text to find, and what it is called.
struct Entry {
  std::u32string key;
  const std::string* text;
};

/// Without repetitions, by lower-case text; of texts that differ in case alone the last one names them all.
std::vector<Entry> entries_of(const std::vector<std::string>& texts) {
  std::vector<Entry> entries;
  std::map<std::u32string, const std::string*> names;
  std::map<std::u32string, bool> is_lower;
  for (const std::string& text : texts) {
    const std::u32string characters = characters_of(text);
    const std::u32string key = lowered(characters);
    const auto found = names.find(key);
    if (found != names.end() && is_lower[key]) continue;
    names[key] = &text;
    is_lower[key] = characters == key;
    entries.push_back({key, &text});
  }
  for (Entry& entry : entries) entry.text = names[entry.key];
  return entries;
}

struct Scored {
  double score;
  std::uint64_t rank;
  const Entry* entry;
};

/// Those that share a piece with the text, the most similar ones first.
std::vector<Scored> by_similarity(const std::vector<Entry>& entries, const std::u32string& wanted,
                                  std::size_t piece_size) {
  const Pieces wanted_pieces = pieces_of(wanted, piece_size);
  const double wanted_magnitude = magnitude(wanted_pieces);
  std::vector<Scored> scored;
  for (const Entry& entry : entries) {
    const Pieces pieces = pieces_of(entry.key, piece_size);
    const std::int64_t shared = product(wanted_pieces, pieces);
    if (shared == 0) continue;
    const auto position = static_cast<std::uint64_t>(&entry - entries.data());
    scored.push_back({static_cast<double>(shared) / (wanted_magnitude * magnitude(pieces)),
                      hash_map_rank(position), &entry});
  }
  std::ranges::sort(scored, {}, [](const Scored& it) { return std::pair(-it.score, it.rank); });
  return scored;
}

std::vector<FuzzyMatch> matches_by(const std::vector<Entry>& entries, const std::u32string& wanted,
                                   std::size_t piece_size, double minimum) {
  std::vector<Scored> scored = by_similarity(entries, wanted, piece_size);
  if (scored.size() > maximum_rescored) scored.resize(maximum_rescored);
  std::vector<FuzzyMatch> matches;
  for (const Scored& it : scored) {
    const double score = nearness(wanted, it.entry->key, minimum);
    if (score >= minimum) matches.push_back({score, *it.entry->text});
  }
  std::ranges::stable_sort(matches, std::ranges::greater(), &FuzzyMatch::score);
  return matches;
}

}  // namespace

std::vector<FuzzyMatch> fuzzy_matches(const std::vector<std::string>& texts, std::string_view wanted,
                                      double minimum) {
  const std::vector<Entry> entries = entries_of(texts);
  const std::u32string key = lowered(characters_of(wanted));
  const auto same = std::ranges::find(entries, key, &Entry::key);
  if (same != entries.end()) return {{1, *same->text}};
  if (std::ranges::none_of(entries,
                           [&](const Entry& entry) { return best_nearness(entry.key, key) >= minimum; })) {
    return {};
  }
  for (std::size_t size = largest_piece; size >= smallest_piece; --size) {
    std::vector<FuzzyMatch> matches = matches_by(entries, key, size, minimum);
    if (!matches.empty()) return matches;
  }
  return {};
}

}  // namespace marque::query
