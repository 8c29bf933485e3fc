// The newest brands with their logos: list_brands URL KEY
#include <iostream>

#include <marque/marque.hpp>

int main(int count, char** arguments) {
  if (count != 3) return std::cerr << "usage: list_brands URL KEY\n", 2;
  const marque::Client client(arguments[1], arguments[2]);

  const auto brands = client.from("brands")
                          .select("id, name, brand_assets(file_url)")
                          .eq("brand_assets.asset_type", "logo")
                          .order("created_at", marque::desc)
                          .limit(20)
                          .fetch<marque::Json>();
  if (!brands) return std::cerr << marque::to_string(brands.error()) << '\n', 1;

  for (const marque::Json& brand : *brands) {
    std::cout << brand["name"].value_or<std::string>("(no name yet)") << '\n';
    for (const marque::Json& asset : brand["brand_assets"].items())
      std::cout << "  " << asset["file_url"].value_or<std::string>("(on its way)") << '\n';
  }
  return 0;
}
