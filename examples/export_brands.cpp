// All brands as JSON lines, whatever their number: export_brands URL KEY
#include <iostream>

#include <marque/marque.hpp>

int main(int count, char** arguments) {
  if (count != 3) return std::cerr << "usage: export_brands URL KEY\n", 2;
  const marque::Client client(arguments[1], arguments[2]);

  const auto exported = client.from("brands").select().order("id").stream([](const marque::Json& brand) {
    std::cout << brand.text() << '\n';
    return std::cout.good();  // false ends it: the reader has gone
  });
  if (!exported) return std::cerr << marque::to_string(exported.error()) << '\n', 1;
  std::cerr << *exported << " brands\n";
  return 0;
}
