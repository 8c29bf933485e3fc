#include "query/write_parts.hpp"

namespace marque::query {

namespace {

bool is_stripped(BodyForm::Kind kind) {
  return kind == BodyForm::Kind::array_stripped || kind == BodyForm::Kind::object_stripped;
}

/// The first row alone: asked for, or all that the function gives.
bool is_single(BodyForm::Kind kind, const pg::Routine* routine) {
  const bool object = kind == BodyForm::Kind::object || kind == BodyForm::Kind::object_stripped;
  return object || (routine != nullptr && routine->returns_single());
}

/// Rows that have the one column pgrst_scalar, which shows without its name.
bool is_scalar(BodyForm::Kind kind, const pg::Routine* routine) {
  if (routine == nullptr) return false;
  const bool object = kind == BodyForm::Kind::object || kind == BodyForm::Kind::object_stripped;
  return routine->returns_scalar() || (routine->returns_set_of_scalar() && !object);
}

void write_json(SqlText& text, BodyForm::Kind kind, const pg::Routine* routine) {
  const bool single = is_single(kind, routine);
  const bool stripped = is_stripped(kind);
  text.add("coalesce(");
  if (stripped) text.add("json_strip_nulls(");
  text.add("json_agg(").add(answer_rows);
  if (is_scalar(kind, routine)) text.add(".pgrst_scalar");
  text.add(")");
  if (single) text.add("->0");
  if (stripped) text.add(")");
  text.add(single ? Fixed(", 'null')") : Fixed(", '[]')"));
}

/// The keys of the first row; then each row as PostgreSQL writes records, without the parentheses.
void write_csv(SqlText& text) {
  text.add("(SELECT coalesce(string_agg(a.k, ','), '') FROM (SELECT json_object_keys(r)::text AS k FROM");
  text.add(" (SELECT row_to_json(hh) AS r FROM pgrst_source AS hh LIMIT 1) s) a) || '\n' || ");
  text.add("coalesce(string_agg(substring(").add(answer_rows).add("::text, 2, length(").add(answer_rows);
  text.add("::text) - 2), '\n'), '')");
}

void write_geojson(SqlText& text) {
  text.add("json_build_object('type', 'FeatureCollection', 'features', coalesce(json_agg(ST_AsGeoJSON(");
  text.add(answer_rows).add(")::json), '[]'))");
}

void write_custom(SqlText& text, const pg::MediaHandler& handler, const pg::Routine* routine) {
  text.qualified(Qualifier::relation(handler.function)).add("(").add(answer_rows);
  if (routine != nullptr && routine->returns_scalar()) {
    text.add(".pgrst_scalar");
  } else if (!handler.target.name.empty()) {
    text.add("::").qualified(Qualifier::relation(handler.target));
  }
  text.add(")");
}

}  // namespace

void write_body(SqlText& text, const BodyForm& body, const pg::Routine* routine) {
  switch (body.kind) {
    case BodyForm::Kind::none: text.add("''::text"); return;
    case BodyForm::Kind::csv: return write_csv(text);
    case BodyForm::Kind::geojson: return write_geojson(text);
    case BodyForm::Kind::custom: return write_custom(text, body.handler, routine);
    default: return write_json(text, body.kind, routine);
  }
}

}  // namespace marque::query
