#include <stdexcept>
#include <vector>

#include "query/write_parts.hpp"

namespace marque::query {

/// The embeds that decide which rows of a level count. One that is asked about once becomes an EXISTS where
/// it is asked. One that is asked about more often is joined instead: repeating its query at every level
/// would let the text grow exponentially with the depth.
class CountedEmbeds {
 public:
  explicit CountedEmbeds(const ReadPlan& plan)
      : children_(plan.children), index_(plan.children), uses_(plan.children.size()) {
    for (std::size_t position = 0; position < children_.size(); ++position) {
      if (children_[position].join == Join::inner) ++uses_[position];
    }
    for (const auto& condition : plan.where) count_uses(condition);
  }

  const std::vector<ReadPlan>& children() const { return children_; }
  bool is_joined(std::size_t position) const { return uses_[position] > 1; }
  std::size_t find(std::string_view alias) const { return index_.find(alias); }

 private:
  void count_uses(const PlannedLogic& logic) {
    if (logic.kind == PlannedLogic::Kind::embed_is_null) {
      const auto position = index_.find(logic.embed_alias);
      if (position < uses_.size()) ++uses_[position];
    }
    for (const auto& part : logic.parts) count_uses(part);
  }

  const std::vector<ReadPlan>& children_;
  EmbedIndex index_;
  std::vector<std::size_t> uses_;
};

namespace {

void write_joined_counts(SqlText& text, const CountedEmbeds& counted) {
  const auto& children = counted.children();
  for (std::size_t position = 0; position < children.size(); ++position) {
    if (!counted.is_joined(position)) continue;
    text.add(" LEFT JOIN LATERAL (");
    write_count_query(text, children[position]);
    text.add(" LIMIT 1) AS ").name(children[position].aggregate_alias).add(" ON TRUE");
  }
}

void write_exists(SqlText& text, const ReadPlan& child) {
  text.add("EXISTS (");
  write_count_query(text, child);
  text.add(")");
}

void write_is_there(SqlText& text, const CountedEmbeds& counted, std::size_t position, bool expected) {
  const auto& child = counted.children()[position];
  if (counted.is_joined(position)) {
    text.name(child.aggregate_alias);
    text.add(expected ? Fixed(" IS DISTINCT FROM NULL") : Fixed(" IS NOT DISTINCT FROM NULL"));
  } else {
    if (!expected) text.add("NOT ");
    write_exists(text, child);
  }
}

void write_inner_embeds(SqlList& list, const CountedEmbeds& counted) {
  const auto& children = counted.children();
  for (std::size_t position = 0; position < children.size(); ++position) {
    if (children[position].join == Join::inner) write_is_there(list.next(), counted, position, true);
  }
}

}  // namespace

void write_counted_embed(SqlText& text, const CountedEmbeds& counted, const PlannedLogic& logic) {
  const auto position = counted.find(logic.embed_alias);
  if (position == counted.children().size()) throw std::logic_error("a filter asks for an unknown embed");
  write_is_there(text, counted, position, logic.negated);
}

void write_count_query(SqlText& text, const ReadPlan& plan) {
  const auto here = qualifier_of(plan);
  const CountedEmbeds counted(plan);
  text.add("SELECT 1");
  write_from(text, plan);
  write_joined_counts(text, counted);
  SqlList list(text, " AND ", " WHERE ");
  write_conditions(list, here, plan.where, &counted);
  write_join_conditions(list, plan.join_conditions);
  write_inner_embeds(list, counted);
}

}  // namespace marque::query
