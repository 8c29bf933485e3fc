// Each CASE is a mistake that the compiler has to find; must_not_compile.cmake says in which words. CASE 0 is
// right.
#include "generated_types.hpp"

using shop::brands;
using shop::products;

void mistake(const marque::Client& db) {
  auto query = db.from<brands>().select<brands::id, brands::name>();
  query.where(brands::step > 2);
#if CASE == 1  // a number is no text
  query.where(brands::step == "2");
#elif CASE == 2   // a text is no number
  query.where(brands::name == 2);
#elif CASE == 3   // another table's column
  query.where(products::id == 2);
#elif CASE == 4   // tables do not mix
  query.where(brands::step == 2 && products::id == 2);
#elif CASE == 5   // no such column
  query.where(brands::nmae == "x");
#elif CASE == 6   // a column that is never null
  query.where(brands::name == nullptr);
#elif CASE == 7   // another table's column in the select
  db.from<brands>().select<products::id>();
#elif CASE == 8   // a column that was not selected
  auto rows = query.execute();
  (void)(*rows)[0][brands::step];
#elif CASE == 9   // a required column is missing
  (void)db.from<brands>().insert(brands::user_id = "u");
#elif CASE == 10  // a value of the wrong type
  (void)db.from<brands>().update(brands::step = "x");
#elif CASE == 11  // the database alone fills it
  (void)db.from<products>().update(products::id = 3);
#elif CASE == 12  // another enum, or its text
  query.where(brands::status == "draft");
#elif CASE == 13  // not a table
  (void)db.from<int>();
#elif CASE == 14  // patterns are for texts
  query.where(brands::step.like("1%"));
#elif CASE == 15  // sorting by another table's column
  query.order(products::id);
#elif CASE == 16  // null for a column that is never null
  (void)db.from<brands>().update(brands::name = nullptr);
#elif CASE == 17  // a number for a truth value
  db.from<products>().select<products::id>().where(products::active == 1);
#elif CASE == 18  // a fraction for a whole number
  query.where(brands::step == 1.5);
#endif
}
