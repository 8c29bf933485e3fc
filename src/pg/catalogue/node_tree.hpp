// pg/catalogue/node_tree.hpp: reads where a view's columns come from out of its stored rule, which PostgreSQL
// gives as the text of a pg_node_tree: "({QUERY … :targetList ({TARGETENTRY …} …) …})".
#pragma once

#include <cstdint>
#include <string_view>
#include <vector>

namespace marque::pg::catalogue {

/// One column of a query's result and the column that it is an unchanged copy of.
struct TargetEntry {
  std::uint32_t position = 0;         ///< resno: the number of the column in the view
  std::uint32_t origin_relation = 0;  ///< resorigtbl; 0 where it is no copy: an expression, a set operation
  std::uint32_t origin_column = 0;    ///< resorigcol
  bool operator==(const TargetEntry&) const = default;
};

/// The target list of the outermost query of `tree`; of nothing inside it. Reads any text in linear time
/// and gives what it could read of one that is no node tree.
std::vector<TargetEntry> read_target_list(std::string_view tree);

}  // namespace marque::pg::catalogue
