// client/types/generate_types.hpp: a schema as source text, for programs that are to be checked against it.
#pragma once

#include <string>

#include "client/types/schema_description.hpp"

namespace marque::client {

/// What of the server the generated types are to say.
struct TypeScriptOptions {
  std::string server_version = "14.9";  ///< supabase-js offers what that PostgREST has
};

/// `Database` and its helpers, as `supabase gen types typescript` gives them.
std::string generate_typescript(const SchemaDescription& description, const TypeScriptOptions& options = {});

/// Models and typed dictionaries, as `supabase gen types python` gives them.
std::string generate_python(const SchemaDescription& description);

/// The header that marque/typed.hpp is used with: tables with their columns, rows and enums, a namespace per
/// schema inside `name_space`.
std::string generate_cpp(const SchemaDescription& description, const std::string& name_space = {});

}  // namespace marque::client
