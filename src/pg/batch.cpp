#include "pg/batch.hpp"

#include <libpq-fe.h>

#include "core/text.hpp"

namespace marque::pg {

void RowSet::Clear::operator()(pg_result* result) const { PQclear(result); }

int RowSet::row_count() const { return PQntuples(result_.get()); }
int RowSet::column_count() const { return PQnfields(result_.get()); }
bool RowSet::is_null(int row, int column) const { return PQgetisnull(result_.get(), row, column) == 1; }

std::string_view RowSet::value(int row, int column) const {
  return {PQgetvalue(result_.get(), row, column),
          static_cast<std::size_t>(PQgetlength(result_.get(), row, column))};
}

std::string_view RowSet::column_name(int column) const { return PQfname(result_.get(), column); }
std::uint32_t RowSet::column_type(int column) const { return PQftype(result_.get(), column); }
std::string_view RowSet::command() const { return PQcmdStatus(result_.get()); }

std::int64_t RowSet::affected_rows() const {
  return core::parse_integer(PQcmdTuples(result_.get()))
      .value_or(0);  // empty for commands that touch no rows
}

}  // namespace marque::pg
