// Brands that are not submitted yet, by columns that the compiler knows: typed_brands URL KEY USER_ID
#include <iostream>

#include <marque/marque.hpp>

#include "brand_schema.hpp"

using public_::brands;

int main(int count, char** arguments) {
  if (count != 4) return std::cerr << "usage: typed_brands URL KEY USER_ID\n", 2;
  const marque::Client db(arguments[1], arguments[2]);

  const auto drafts = db.from<brands>()
                          .select<brands::id, brands::name, brands::wizard_step>()
                          .where(brands::user_id == arguments[3] && brands::status == "draft")
                          .order(brands::created_at, marque::desc)
                          .execute();
  if (!drafts) return std::cerr << marque::to_string(drafts.error()) << '\n', 1;

  for (const auto& draft : *drafts)
    std::cout << draft[brands::name].value_or("(no name yet)") << ": step " << draft[brands::wizard_step]
              << '\n';
  return 0;
}
