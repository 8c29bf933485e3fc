// Counts without a thread that waits: coroutines URL KEY
#include <iostream>

#include <marque/marque.hpp>

namespace {

/// How many rows a table has; -1 where that cannot be said.
marque::Async<std::int64_t> count_rows(marque::Client client, std::string table) {
  const auto answer = co_await client.from(table).select().head().count(marque::Count::exact).async();
  co_return answer ? answer->count.value_or(-1) : -1;
}

marque::Async<std::int64_t> count_all(marque::Client client) {
  auto brands = count_rows(client, "brands");
  auto products = count_rows(client, "products");
  const std::int64_t first = co_await brands;
  const std::int64_t second = co_await products;
  co_return first + second;
}

}  // namespace

int main(int count, char** arguments) {
  if (count != 3) return std::cerr << "usage: coroutines URL KEY\n", 2;
  std::cout << count_all(marque::Client(arguments[1], arguments[2])).wait() << " rows\n";
  return 0;
}
