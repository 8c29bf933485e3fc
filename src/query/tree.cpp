#include "query/tree.hpp"

namespace marque::query {

bool Embed::operator==(const Embed&) const = default;

SelectItem all_columns() {
  SelectedColumn star;
  star.field.name = "*";
  return {std::move(star)};
}

}  // namespace marque::query
