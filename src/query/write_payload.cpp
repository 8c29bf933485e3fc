#include <utility>

#include "query/write_parts.hpp"

namespace marque::query {

namespace {

/// Enough to choose the function: whether it is JSON at all, PostgreSQL finds out.
bool begins_with_object(const std::optional<std::string>& json) {
  if (!json) return false;
  const auto start = json->find_first_not_of(" \t\n\r");
  return start != std::string::npos && (*json)[start] == '{';
}

/// What the form and the kind of JSON text decide.
struct Shape {
  const PayloadForm& form;
  bool is_object;
};

void write_defaults_object(SqlText& text, const std::vector<PlannedField>& columns) {
  text.add("jsonb_build_object(");
  SqlList list(text, ", ");
  for (const auto& column : columns) {
    if (!column.default_value) continue;
    list.next().literal(column.name).add(", ").catalogue(*column.default_value);
  }
  text.add(")");
}

/// Defaults first, so that what the client sent wins.
void write_defaults(SqlText& text, const Shape& shape) {
  text.add("LATERAL (SELECT ");
  if (!shape.is_object) text.add("jsonb_agg(");
  write_defaults_object(text, shape.form.columns);
  if (shape.is_object) {
    text.add(" || pgrst_payload.json_data AS val");
  } else {
    text.add(" || elem) AS val FROM jsonb_array_elements(pgrst_payload.json_data) elem");
  }
  text.add(") pgrst_json_defs, ");
}

void write_parsed_columns(SqlText& text, const std::vector<PlannedField>& columns) {
  SqlList list(text, ", ");
  for (const auto& column : columns) {
    list.next();
    if (!column.transform.empty()) text.catalogue(column.transform).add("(").name(column.name).add(") AS ");
    text.name(column.name);
  }
}

Fixed record_function(const Shape& shape) {
  if (shape.form.apply_defaults)
    return shape.is_object ? Fixed("jsonb_to_record") : Fixed("jsonb_to_recordset");
  return shape.is_object ? Fixed("json_to_record") : Fixed("json_to_recordset");
}

Fixed parsed_json(const Shape& shape) {
  return shape.form.apply_defaults ? Fixed("pgrst_json_defs.val") : Fixed("pgrst_payload.json_data");
}

void write_records(SqlText& text, const Shape& shape) {
  text.add(record_function(shape)).add("(").add(parsed_json(shape)).add(") AS _(");
  SqlList list(text, ", ");
  for (const auto& column : shape.form.columns) {
    list.next().name(column.name).add(" ").catalogue(column.type);
  }
  text.add(")");
  if (shape.form.first_row_only) text.add(" LIMIT 1");
}

/// Rows without columns: one for `{}`, as many as there are elements for `[{}, {}]`.
void write_empty_records(SqlText& text, const Shape& shape) {
  if (shape.is_object) {
    text.add("(values(1)) _");
  } else {
    text.add(shape.form.apply_defaults ? Fixed("jsonb_array_elements(") : Fixed("json_array_elements("));
    text.add(parsed_json(shape)).add(") _");
  }
}

}  // namespace

void write_payload(SqlText& text, std::optional<std::string> json, const PayloadForm& form) {
  const Shape shape{form, begins_with_object(json)};
  text.add("FROM (SELECT ").parameter(std::move(json));
  text.add(form.apply_defaults ? Fixed("::jsonb") : Fixed("::json")).add(" AS json_data) pgrst_payload, ");
  if (form.apply_defaults) write_defaults(text, shape);
  text.add("LATERAL (SELECT ");
  write_parsed_columns(text, form.columns);
  text.add(" FROM ");
  if (form.columns.empty()) {
    write_empty_records(text, shape);
  } else {
    write_records(text, shape);
  }
  text.add(") pgrst_body");
}

}  // namespace marque::query
