// client/row_splitter.hpp: finds the items of a JSON array in pieces of text as they arrive. Only one item is
// held at a time; what an item says is not looked at.
#pragma once

#include <cstddef>
#include <functional>
#include <string>
#include <string_view>

#include "marque/error.hpp"

namespace marque::client {

/// A row beyond this is no row but a mistake, or hostile.
inline constexpr std::size_t maximum_row_bytes = std::size_t{256} << 20U;

class RowSplitter {
 public:
  /// Takes an item's text; false ends it.
  using Take = std::function<bool(std::string_view)>;

  explicit RowSplitter(std::size_t largest_row = maximum_row_bytes) : largest_row_(largest_row) {}

  /// The next piece. False: `take` wants no more. Errors: marque.bad_json, marque.row_too_large. A value that
  /// is no array counts as its own single item.
  Expected<bool> feed(std::string_view piece, const Take& take);
  /// The text has ended. Error: marque.bad_json where the array has not.
  Expected<bool> finish(const Take& take);

 private:
  enum class Place : unsigned char { start, in_array, in_bare_value, end };

  /// True where `character` ends an item.
  bool ends_item(char character);
  Expected<void> keep(std::string_view text);
  Expected<bool> emit(char ending, const Take& take);

  std::size_t largest_row_;
  std::string row_;
  Place place_ = Place::start;
  std::size_t depth_ = 0;
  bool in_string_ = false;
  bool escaped_ = false;
  bool any_item_ = false;  ///< behind the first one, an empty item is a fault and not an empty array
};

}  // namespace marque::client
