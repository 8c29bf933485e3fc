#include "rest/plan_request.hpp"

#include <algorithm>
#include <string>
#include <utility>
#include <vector>

#include <fmt/format.h>

#include "query/plan.hpp"
#include "query/write_sql.hpp"

namespace marque::rest {
namespace {

query::CallBody call_body_of(const MediaType& type) {
  switch (type.kind) {
    case MediaKind::json: return query::CallBody::json;
    case MediaKind::text: return query::CallBody::text;
    case MediaKind::xml: return query::CallBody::xml;
    case MediaKind::bytes: return query::CallBody::bytes;
    case MediaKind::form: return query::CallBody::form;
    default: return query::CallBody::other;
  }
}

query::PlanLimits limits_of(const Settings& settings, std::string_view role) {
  return {settings.maximum_rows, settings.aggregates, settings.star_follows_rights ? role : ""};
}

Result<void> check_preferences(const query::Preferences& preferences) {
  if (preferences.handling != query::Handling::strict || preferences.invalid.empty()) return {};
  std::string names;
  for (const std::string& token : preferences.invalid) names += (names.empty() ? "" : ", ") + token;
  return fail(Error("PGRST122", "Invalid preferences given with handling=strict")
                  .with_detail("Invalid preferences: " + names));
}

Result<Negotiated> choose_body(const ApiRequest& request, const pg::QualifiedName& target,
                               const query::ReadPlan& read, const Settings& settings,
                               const pg::Catalogue& catalogue) {
  const bool silent_mutation = request.operation.verb == Verb::mutate &&
                               request.tree.preferences.returning != query::Returning::representation;
  return negotiate(request.accepted,
                   {.target = target,
                    .default_select = query::has_default_select(read),
                    .plan_enabled = settings.plan_enabled,
                    .with_body = !silent_mutation && !request.operation.head},
                   catalogue);
}

bool is_singular(const Negotiated& negotiated) {
  return negotiated.media.kind == MediaKind::object || negotiated.media.kind == MediaKind::object_stripped;
}

bool limits_affected(const query::Preferences& preferences) {
  return preferences.handling == query::Handling::strict && preferences.max_affected.has_value();
}

Result<PlannedRequest> plan_reading(const ApiRequest& request, const Settings& settings,
                                    std::string_view role, const pg::Catalogue& catalogue) {
  PlannedRequest planned;
  auto relation = query::find_relation(request.operation.target, catalogue);
  if (!relation) return fail(relation.error());
  planned.relation = *relation;
  auto read = query::plan_read(request.tree, planned.relation->name, catalogue, limits_of(settings, role));
  if (!read) return fail(read.error());
  auto chosen = choose_body(request, planned.relation->name, *read, settings, catalogue);
  if (!chosen) return fail(chosen.error());
  planned.negotiated = std::move(*chosen);
  if (auto checked = check_preferences(request.tree.preferences); !checked) return fail(checked.error());
  const auto count = request.tree.preferences.count;
  planned.main = query::write_read(*read, count, settings.maximum_rows, planned.negotiated.body,
                                   planned.negotiated.explain);
  const bool estimates = count == query::Count::planned || count == query::Count::estimated;
  if (estimates && !planned.negotiated.explain) planned.count_estimate = query::write_count_estimate(*read);
  planned.quick = true;
  return planned;
}

Result<PlannedRequest> plan_mutating(ApiRequest& request, const Settings& settings, std::string_view role,
                                     const pg::Catalogue& catalogue) {
  PlannedRequest planned;
  auto relation = query::find_relation(request.operation.target, catalogue);
  if (!relation) return fail(relation.error());
  planned.relation = *relation;
  auto read = query::plan_read(request.tree, planned.relation->name, catalogue, limits_of(settings, role));
  if (!read) return fail(read.error());
  auto mutation = query::plan_mutation(request.tree, *planned.relation, std::move(request.payload.payload),
                                       *read, catalogue);
  if (!mutation) return fail(mutation.error());
  if (auto checked = check_preferences(request.tree.preferences); !checked) return fail(checked.error());
  auto chosen = choose_body(request, planned.relation->name, *read, settings, catalogue);
  if (!chosen) return fail(chosen.error());
  planned.negotiated = std::move(*chosen);
  planned.main = query::write_mutation(std::move(*mutation), *read, request.tree.preferences,
                                       planned.negotiated.body, planned.negotiated.explain);
  planned.read_only = false;
  const bool limited =
      request.operation.action != query::Action::insert && limits_affected(request.tree.preferences);
  planned.commit_depends = !planned.negotiated.explain && (request.operation.action == query::Action::put ||
                                                           is_singular(planned.negotiated) || limited);
  return planned;
}

std::vector<std::string> argument_names(const ApiRequest& request) {
  if (!request.operation.call_by_url) return request.payload.payload.keys;
  std::vector<std::string> names;
  for (const auto& [name, value] : request.tree.arguments) names.push_back(name);
  std::ranges::sort(names);
  names.erase(std::ranges::unique(names).begin(), names.end());
  return names;
}

Result<const pg::Routine*> find_called(const ApiRequest& request, const std::vector<std::string>& names,
                                       const pg::Catalogue& catalogue) {
  return query::find_routine(request.operation.target, names, call_body_of(request.content_type),
                             !request.operation.call_by_url, catalogue);
}

query::CallPlan plan_arguments(ApiRequest& request, const pg::Routine& routine,
                               const std::vector<std::string>& names, const query::ReadPlan& read) {
  if (request.operation.call_by_url)
    return query::plan_call(routine, names, request.tree.arguments, std::nullopt, read);
  if (request.payload.form)
    return query::plan_call(routine, names, std::move(request.payload.form), std::nullopt, read);
  return query::plan_call(routine, names, std::nullopt, std::move(request.payload.payload.json), read);
}

Result<PlannedRequest> plan_calling(ApiRequest& request, const Settings& settings, std::string_view role,
                                    const pg::Catalogue& catalogue) {
  PlannedRequest planned;
  const std::vector<std::string> names = argument_names(request);
  auto routine = find_called(request, names, catalogue);
  if (!routine) return fail(routine.error());
  planned.routine = *routine;
  const bool composite = planned.routine->return_kind == pg::ReturnKind::composite;
  const pg::QualifiedName target{planned.routine->name.schema,
                                 composite ? planned.routine->return_type.name : planned.routine->name.name};
  auto read = query::plan_read(request.tree, target, catalogue, limits_of(settings, role));
  if (!read) return fail(read.error());
  auto chosen = choose_body(request, target, *read, settings, catalogue);
  if (!chosen) return fail(chosen.error());
  planned.negotiated = std::move(*chosen);
  if (auto checked = check_preferences(request.tree.preferences); !checked) return fail(checked.error());
  if (limits_affected(request.tree.preferences) && planned.routine->returns_single())
    return fail("PGRST128",
                "Function must return SETOF or TABLE when max-affected preference is used with "
                "handling=strict");
  planned.main =
      query::write_call(plan_arguments(request, *planned.routine, names, *read), *read,
                        request.tree.preferences.count, planned.negotiated.body, planned.negotiated.explain);
  planned.read_only =
      request.operation.call_by_url || planned.routine->volatility != pg::Volatility::volatile_;
  planned.commit_depends = !planned.read_only && !planned.negotiated.explain &&
                           (is_singular(planned.negotiated) || limits_affected(request.tree.preferences));
  return planned;
}

}  // namespace

Result<PlannedRequest> plan_request(ApiRequest& request, const Settings& settings, std::string_view role,
                                    const pg::Catalogue& catalogue) {
  switch (request.operation.verb) {
    case Verb::read: return plan_reading(request, settings, role, catalogue);
    case Verb::mutate: return plan_mutating(request, settings, role, catalogue);
    default: return plan_calling(request, settings, role, catalogue);
  }
}

Result<std::string> plan_options(const ApiRequest& request, const pg::Catalogue& catalogue) {
  if (request.operation.resource == Resource::root) return std::string("OPTIONS,GET,HEAD");
  if (request.operation.resource == Resource::routine) {
    auto routine = find_called(request, argument_names(request), catalogue);
    return routine ? Result<std::string>(allowed_methods(**routine)) : fail(routine.error());
  }
  auto relation = query::find_relation(request.operation.target, catalogue);
  return relation ? Result<std::string>(allowed_methods(**relation)) : fail(relation.error());
}

}  // namespace marque::rest
