#include "client/types/collation.hpp"

#include <algorithm>

#include "core/text.hpp"

namespace marque::client {
namespace {

/// Where a character stands (Unicode's default collation, ASCII): the first level, on which case is equal.
int weight_of(char character) {
  constexpr std::string_view order =
      " _-,;:!?.'\"()[]{}@*/\\&#%`^+<=>|~$0123456789abcdefghijklmnopqrstuvwxyz";
  const char lower = character >= 'A' && character <= 'Z' ? static_cast<char>(character + 32) : character;
  const std::size_t place = order.find(lower);
  return place == order.npos ? 256 + static_cast<unsigned char>(character) : static_cast<int>(place);
}

int sign_of(int difference) { return difference < 0 ? -1 : difference > 0 ? 1 : 0; }

}  // namespace

int compare_for_readers(std::string_view left, std::string_view right) {
  const std::size_t common = std::min(left.size(), right.size());
  for (std::size_t index = 0; index < common; ++index)
    if (const int difference = weight_of(left[index]) - weight_of(right[index]); difference != 0)
      return sign_of(difference);
  if (left.size() != right.size()) return left.size() < right.size() ? -1 : 1;
  for (std::size_t index = 0; index < common; ++index)
    if (left[index] != right[index]) return left[index] > right[index] ? -1 : 1;  // "a" before "A"
  return 0;
}

}  // namespace marque::client
