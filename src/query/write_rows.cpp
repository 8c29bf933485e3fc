#include "query/write_parts.hpp"
#include "query/write_sql.hpp"

namespace marque::query {

pg::Statement write_rows(const ReadPlan& plan, bool stripped) {
  SqlText text;
  text.add("DECLARE ").add(rows_cursor).add(" NO SCROLL CURSOR FOR SELECT ");
  text.add(stripped ? Fixed("json_strip_nulls(row_to_json(") : Fixed("(row_to_json(")).add(answer_rows);
  text.add("))::text FROM (");
  write_level(text, plan);
  text.add(") ").add(answer_rows);
  return std::move(text).take();
}

pg::Statement write_fetch_rows() {
  SqlText text;
  text.add("FETCH FORWARD ").number(fetched_rows).add(" FROM ").add(rows_cursor);
  return std::move(text).take();
}

}  // namespace marque::query
