// pg/migrations/docs_catalogue.hpp: the parts of the live catalogue that docs/schema.md and schema.svg show.
#pragma once

#include <string>
#include <vector>

#include "core/error.hpp"
#include "pg/session.hpp"

namespace marque::pg::migrations {

struct DocColumn {
  std::string name, type, default_value, comment;
  bool nullable = true;
  bool in_primary_key = false;
  bool in_foreign_key = false;
};

/// A constraint, index, trigger or policy: its definition in SQL or words.
struct DocPart {
  std::string name, definition, comment;
};

struct DocReference {
  std::string columns;  ///< "user_id, brand_id"
  std::string target;   ///< "public.brands"
  bool to_one = false;  ///< the columns are unique in the referring table: 1 to 1
  bool optional = false;
};

struct DocTable {
  std::string schema, name, comment;
  bool row_security = false;
  std::vector<DocColumn> columns;
  std::vector<DocPart> constraints, indexes, triggers, policies, grants;
  std::vector<DocReference> references;

  std::string identity() const { return schema + "." + name; }
};

struct DocFunction {
  std::string schema, signature, result, comment, callers;
};

struct DocBucket {
  std::string id, visibility, limit, types;
};

struct DocRole {
  std::string name, attributes, member_of, comment;
};

/// Schemas in the order of a reader (public first), tables and functions by name.
struct DocCatalogue {
  std::vector<DocPart> schemas;  ///< name and comment
  std::vector<DocTable> tables;
  std::vector<DocFunction> functions;
  std::vector<DocBucket> buckets;
  std::vector<DocRole> roles;
};

Result<DocCatalogue> read_docs_catalogue(Session& session);

std::string write_markdown(const DocCatalogue& catalogue);
/// The tables of `public` and what they refer to, as boxes and lines.
std::string write_svg(const DocCatalogue& catalogue);

/// The tables of the two diagrams: those of `public`, and auth.users.
std::vector<const DocTable*> diagram_tables(const DocCatalogue& catalogue);

}  // namespace marque::pg::migrations
