#include "query/hints.hpp"
#include "query/plan.hpp"

namespace marque::query {

Result<const pg::Relation*> find_relation(const pg::QualifiedName& name, const pg::Catalogue& catalogue) {
  if (const pg::Relation* relation = catalogue.relation(name)) return relation;
  return fail(Error("PGRST205",
                    "Could not find the table '" + name.schema + "." + name.name + "' in the schema cache")
                  .with_hint(hint_for_relation(name, catalogue)));
}

}  // namespace marque::query
