// Whatever bytes come in: no crash, the pieces joined are the file, and a statement split again is itself.
#include <cstddef>
#include <cstdint>
#include <cstdlib>
#include <string>
#include <string_view>

#include "pg/migrations/sql_splitter.hpp"
#include "pg/migrations/statement_kind.hpp"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using namespace marque::pg::migrations;
  const std::string_view file(reinterpret_cast<const char*>(data), size);
  const auto statements = split_sql(file);
  if (!statements) return 0;
  std::string joined;
  for (const SqlStatement& statement : *statements) {
    joined += statement.raw;
    if (statement.text.starts_with("\xEF\xBB\xBF")) continue;  // a letter here, a byte order mark at a start
    const auto again = split_sql(statement.text);
    if (!again || again->size() != 1 || again->front().text != statement.text) std::abort();
    (void)statement_kind(statement.text);
  }
  if (!statements->empty() && joined != file) std::abort();
  return 0;
}
