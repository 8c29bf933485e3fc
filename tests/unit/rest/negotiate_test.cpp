#include "rest/negotiate.hpp"

#include <gtest/gtest.h>

namespace marque::rest {
namespace {

using Kind = query::BodyForm::Kind;

const pg::QualifiedName lines{"test", "lines"};

pg::Catalogue catalogue() {
  pg::Catalogue found;
  const auto add = [&](const char* function, pg::QualifiedName target, const char* type) {
    found.media_handlers.push_back(
        {.function = {"test", function}, .target = std::move(target), .media_type = type});
  };
  add("twkb", lines, "application/vnd.twkb");
  add("lines_csv", lines, "text/csv");
  add("geo2", {}, "application/vnd.geo2+json");
  add("numbers", {"test", "some_numbers"}, "*/*");
  return found;
}

/// "function or form: Content-Type" of the answer, or the refusal.
std::string negotiated(std::string_view accept, NegotiationInput input) {
  const auto found = negotiate(read_accept(accept), input, catalogue());
  if (!found) return found.error().code + " " + found.error().message;
  constexpr const char* forms[] = {"none", "array",  "array_stripped", "object", "object_stripped",
                                   "csv",  "geojson"};
  const std::string form = found->body.kind == Kind::custom
                               ? found->body.handler.function.name
                               : forms[static_cast<std::size_t>(found->body.kind)];
  return (found->explain ? "plan of " : "") + form + ": " + content_type(found->media);
}

NegotiationInput whole(pg::QualifiedName target) {
  return {.target = std::move(target), .default_select = true, .plan_enabled = true};
}

TEST(Negotiate, KnowsTheBuiltInTypes) {
  const pg::QualifiedName items{"test", "items"};
  EXPECT_EQ(negotiated("*/*", whole(items)), "array: application/json; charset=utf-8");
  EXPECT_EQ(negotiated("text/csv", whole(items)), "csv: text/csv; charset=utf-8");
  EXPECT_EQ(negotiated("application/geo+json", whole(items)), "geojson: application/geo+json; charset=utf-8");
  EXPECT_EQ(negotiated("application/vnd.pgrst.object", whole(items)),
            "object: application/vnd.pgrst.object+json; charset=utf-8");
  EXPECT_EQ(negotiated("application/vnd.pgrst.array;nulls=stripped", whole(items)),
            "array_stripped: application/vnd.pgrst.array+json;nulls=stripped; charset=utf-8");
}

TEST(Negotiate, TakesTheFirstAcceptableOneAndRefusesByName) {
  EXPECT_EQ(negotiated("text/plain, application/json", whole(lines)),
            "array: application/json; charset=utf-8");
  EXPECT_EQ(negotiated("text/plain, image/png", whole(lines)),
            "PGRST107 None of these media types are available: text/plain, image/png");
  EXPECT_EQ(negotiated("application/openapi+json", whole(lines)),
            "PGRST107 None of these media types are available: application/openapi+json");
  EXPECT_EQ(negotiated("", whole(lines)), "PGRST107 None of these media types are available: ");
}

TEST(Negotiate, AsksTheDatabasesHandlersFirst) {
  EXPECT_EQ(negotiated("application/vnd.twkb", whole(lines)), "twkb: application/vnd.twkb");
  EXPECT_EQ(negotiated("text/csv", whole(lines)), "lines_csv: text/csv; charset=utf-8");
  EXPECT_EQ(negotiated("application/vnd.geo2+json", whole(lines)), "geo2: application/vnd.geo2+json");
  EXPECT_EQ(negotiated("*/*", whole(lines)), "array: application/json; charset=utf-8");
}

TEST(Negotiate, GivesHandlersOfWholeRowsOnlyWholeRows) {
  NegotiationInput input = whole(lines);
  input.default_select = false;
  EXPECT_EQ(negotiated("application/vnd.twkb", input),
            "PGRST107 None of these media types are available: application/vnd.twkb");
  EXPECT_EQ(negotiated("text/csv", input), "csv: text/csv; charset=utf-8");
  EXPECT_EQ(negotiated("application/vnd.geo2+json", input), "geo2: application/vnd.geo2+json");
}

TEST(Negotiate, AHandlerOfEverythingAnswersBytes) {
  const auto input = whole({"test", "some_numbers"});
  EXPECT_EQ(negotiated("*/*", input), "numbers: application/octet-stream");
  EXPECT_EQ(negotiated("app/bingo", input), "numbers: application/octet-stream");
  EXPECT_EQ(negotiated("text/csv", input), "numbers: application/octet-stream");
  EXPECT_EQ(negotiated("application/vnd.pgrst.object", input),
            "object: application/vnd.pgrst.object+json; charset=utf-8");
}

TEST(Negotiate, PlansOnlyWhereTheyAreAllowed) {
  NegotiationInput input = whole(lines);
  EXPECT_EQ(
      negotiated("application/vnd.pgrst.plan+json; for=\"text/csv\"; options=analyze", input),
      "plan of lines_csv: application/vnd.pgrst.plan+json; for=\"text/csv\"; options=analyze; charset=utf-8");
  EXPECT_TRUE(negotiated("application/vnd.pgrst.plan; for=\"text/plain\"", input).starts_with("PGRST107"));
  EXPECT_TRUE(negotiated("application/vnd.pgrst.plan; for=\"application/vnd.pgrst.plan\"", input)
                  .starts_with("PGRST107"));
  input.plan_enabled = false;
  EXPECT_EQ(negotiated("application/vnd.pgrst.plan", input),
            "PGRST107 None of these media types are available: application/vnd.pgrst.plan+text; "
            "for=\"application/json\"");
}

TEST(Negotiate, KeepsTheTypeOfABodyThatIsNotSent) {
  NegotiationInput input = whole(lines);
  input.with_body = false;
  EXPECT_EQ(negotiated("application/vnd.pgrst.object", input),
            "none: application/vnd.pgrst.object+json; charset=utf-8");
  EXPECT_EQ(negotiated("text/csv", input), "none: text/csv; charset=utf-8");
}

TEST(Negotiate, TheRootDocumentIsJson) {
  for (const char* accept : {"*/*", "application/json", "application/openapi+json", "text/csv, */*;q=0.1"})
    EXPECT_EQ(content_type(negotiate_root_document(read_accept(accept)).value()),
              "application/openapi+json; charset=utf-8");
  EXPECT_EQ(negotiate_root_document(read_accept("text/csv")).error().message,
            "None of these media types are available: text/csv");
}

}  // namespace
}  // namespace marque::rest
