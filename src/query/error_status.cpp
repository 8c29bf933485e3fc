#include "query/error_status.hpp"

#include <algorithm>
#include <array>
#include <utility>

#include "core/text.hpp"

namespace marque::query {
namespace {

using Row = std::pair<std::string_view, int>;

/// Beginnings of SQLSTATEs: the first that fits counts (PostgreSQL 17, appendix A, has their names).
constexpr std::array<Row, 29> sqlstates{{
    {"08", 503},     // connection exception
    {"09", 500},     // triggered action exception
    {"0L", 403},     // invalid grantor
    {"0P", 403},     // invalid role specification
    {"23503", 409},  // foreign key violation
    {"23505", 409},  // unique violation
    {"25006", 405},  // a write in a read-only transaction
    {"25", 500},     // invalid transaction state
    {"28", 403},     // invalid authorization specification
    {"2D", 500},     // invalid transaction termination
    {"38", 500},     // external routine exception
    {"39", 500},     // external routine invocation exception
    {"3B", 500},     // savepoint exception
    {"40", 500},     // transaction rollback
    {"42P01", 404},  // undefined table
    {"42P17", 500},  // infinite recursion
    {"53400", 500},  // configuration limit exceeded
    {"53", 503},     // insufficient resources
    {"54", 500},     // program limit exceeded
    {"55", 500},     // object not in prerequisite state
    {"57P01", 503},  // admin shutdown
    {"57", 500},     // operator intervention
    {"58", 500},     // system error
    {"F0", 500},     // configuration file error
    {"HV", 500},     // foreign data wrapper error
    {"P0001", 400},  // RAISE
    {"P0", 500},     // PL/pgSQL error
    {"XX", 500},     // internal error
    {"", 400},
}};

/// The codes of this API, in order.
constexpr std::array<Row, 39> codes{{
    {"PGRST000", 503}, {"PGRST001", 503}, {"PGRST002", 503}, {"PGRST003", 504}, {"PGRST100", 400},
    {"PGRST101", 405}, {"PGRST102", 400}, {"PGRST103", 416}, {"PGRST105", 405}, {"PGRST106", 406},
    {"PGRST107", 406}, {"PGRST108", 400}, {"PGRST111", 500}, {"PGRST112", 500}, {"PGRST114", 400},
    {"PGRST115", 400}, {"PGRST116", 406}, {"PGRST117", 405}, {"PGRST118", 400}, {"PGRST120", 400},
    {"PGRST121", 500}, {"PGRST122", 400}, {"PGRST123", 400}, {"PGRST124", 400}, {"PGRST125", 404},
    {"PGRST126", 404}, {"PGRST127", 400}, {"PGRST128", 400}, {"PGRST200", 400}, {"PGRST201", 300},
    {"PGRST202", 404}, {"PGRST203", 300}, {"PGRST204", 400}, {"PGRST205", 404}, {"PGRST300", 500},
    {"PGRST301", 401}, {"PGRST302", 401}, {"PGRST303", 401}, {"PGRSTX00", 500},
}};

/// RAISE … USING ERRCODE = 'PTnnn' names the status.
int status_of_own_choice(std::string_view digits) {
  if (digits.find_first_not_of("0123456789") != digits.npos) return 500;
  return static_cast<int>(core::parse_integer(digits).value_or(500));
}

}  // namespace

int status_of_code(std::string_view code) {
  const auto found = std::ranges::lower_bound(codes, code, {}, &Row::first);
  return found != codes.end() && found->first == code ? found->second : 500;
}

int status_of_sqlstate(std::string_view sqlstate, std::string_view message, bool anonymous) {
  if (sqlstate.starts_with("PT")) return status_of_own_choice(sqlstate.substr(2));
  if (sqlstate == "42501") return anonymous ? 401 : 403;
  if (sqlstate == "42883") return message.starts_with("function xmlagg(") ? 406 : 404;
  // pg-safeupdate's refusal is the client's fault, any other cardinality violation the function's or view's.
  if (sqlstate == "21000") return message.ends_with("requires a WHERE clause") ? 400 : 500;
  // The role of a token that nobody has created.
  if (sqlstate == "22023" && message.starts_with("role") && message.ends_with("does not exist")) return 401;
  return std::ranges::find_if(sqlstates, [&](const Row& row) { return sqlstate.starts_with(row.first); })
      ->second;
}

}  // namespace marque::query
