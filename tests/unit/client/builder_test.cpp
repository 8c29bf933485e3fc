// Every call of the builder and the request that it makes. Targets are shown decoded.
#include <gtest/gtest.h>

#include "client/reading.hpp"
#include "http/url.hpp"
#include "query/write_url.hpp"
#include "recording_transport.hpp"

namespace marque {
namespace {

struct Acme {
  std::string name;
  int priority = 0;
  static constexpr auto columns =
      marque::columns(marque::column("name", &Acme::name), marque::column("priority", &Acme::priority));
};

const Client client{std::make_shared<RecordingTransport>(), "key"};

/// "GET brands?id=eq.1"
std::string line(const Query& query) {
  const auto http = query.http();
  if (!http) return http.error().code + ": " + http.error().message;
  return http->method + ' ' +
         http::percent_decode_lenient(http->target.substr(std::string("/rest/v1/").size()));
}

std::string header(const Query& query, std::string_view name) {
  return std::string(header_value(query.http()->headers, name));
}

Query brands() { return client.from("brands").select(); }

TEST(Builder, ReadsAsInTheOtherClients) {
  EXPECT_EQ(line(client.from("brands")
                     .select("id, name, brand_assets(file_url)")
                     .eq("user_id", "u1")
                     .order("created_at", desc)
                     .limit(20)),
            "GET brands?select=id,name,brand_assets(file_url)&user_id=eq.u1&order=created_at.desc&limit=20");
}

TEST(Builder, EveryFilterIsItsOperator) {
  EXPECT_EQ(line(brands().eq("a", 1)), "GET brands?a=eq.1");
  EXPECT_EQ(line(brands().neq("a", "x y")), "GET brands?a=neq.x y");
  EXPECT_EQ(line(brands().gt("a", 1.5)), "GET brands?a=gt.1.5");
  EXPECT_EQ(line(brands().gte("a", 1)), "GET brands?a=gte.1");
  EXPECT_EQ(line(brands().lt("a", 1)), "GET brands?a=lt.1");
  EXPECT_EQ(line(brands().lte("a", true)), "GET brands?a=lte.true");
  EXPECT_EQ(line(brands().is_distinct("a", 1)), "GET brands?a=isdistinct.1");
  EXPECT_EQ(line(brands().like("a", "A%")), "GET brands?a=like.A%");
  EXPECT_EQ(line(brands().ilike("a", "A*")), "GET brands?a=ilike.A*");
  EXPECT_EQ(line(brands().like_any_of("a", {"A%", "B,%"})), "GET brands?a=like(any).{A%,\"B,%\"}");
  EXPECT_EQ(line(brands().like_all_of("a", {"A%"})), "GET brands?a=like(all).{A%}");
  EXPECT_EQ(line(brands().ilike_any_of("a", {"A%"})), "GET brands?a=ilike(any).{A%}");
  EXPECT_EQ(line(brands().ilike_all_of("a", {"A%"})), "GET brands?a=ilike(all).{A%}");
  EXPECT_EQ(line(brands().match("a", "^A")), "GET brands?a=match.^A");
  EXPECT_EQ(line(brands().imatch("a", "^A")), "GET brands?a=imatch.^A");
  EXPECT_EQ(line(brands().match({{"a", 1}, {"b", "x"}})), "GET brands?a=eq.1&b=eq.x");
  EXPECT_EQ(line(brands().is_("a", nullptr)), "GET brands?a=is.null");
  EXPECT_EQ(line(brands().is_("a", true)), "GET brands?a=is.true");
  EXPECT_EQ(line(brands().is_("a", "not_null")), "GET brands?a=is.not_null");
}

TEST(Builder, ListsRangesAndSearches) {
  EXPECT_EQ(line(brands().in_("a", std::vector<int>{1, 2})), "GET brands?a=in.(1,2)");
  EXPECT_EQ(line(brands().in_("a", {"x", "y,z"})), "GET brands?a=in.(x,\"y,z\")");
  EXPECT_EQ(line(brands().in_("a", std::vector<int>())), "GET brands?a=in.()");
  EXPECT_EQ(line(brands().contains("a", std::vector<std::string>{"x", "y"})), "GET brands?a=cs.{x,y}");
  EXPECT_EQ(line(brands().contains("a", Json::object({{"k", 1}}))), "GET brands?a=cs.{\"k\":1}");
  EXPECT_EQ(line(brands().contained_by("a", "[1,5)")), "GET brands?a=cd.[1,5)");
  EXPECT_EQ(line(brands().overlaps("a", std::vector<int>{1})), "GET brands?a=ov.{1}");
  EXPECT_EQ(line(brands().range_gt("a", "[1,5)")), "GET brands?a=sr.[1,5)");
  EXPECT_EQ(line(brands().range_gte("a", "[1,5)")), "GET brands?a=nxl.[1,5)");
  EXPECT_EQ(line(brands().range_lt("a", "[1,5)")), "GET brands?a=sl.[1,5)");
  EXPECT_EQ(line(brands().range_lte("a", "[1,5)")), "GET brands?a=nxr.[1,5)");
  EXPECT_EQ(line(brands().range_adjacent("a", "[1,5)")), "GET brands?a=adj.[1,5)");
  EXPECT_EQ(line(brands().text_search("a", "fat & cat")), "GET brands?a=fts.fat & cat");
  EXPECT_EQ(line(brands().text_search("a", "fat cat", {SearchType::plain, "english"})),
            "GET brands?a=plfts(english).fat cat");
  EXPECT_EQ(line(brands().text_search("a", "x", {SearchType::phrase, ""})), "GET brands?a=phfts.x");
  EXPECT_EQ(line(brands().text_search("a", "x", {SearchType::web, ""})), "GET brands?a=wfts.x");
}

TEST(Builder, NegatesAndJoins) {
  EXPECT_EQ(line(brands().not_().eq("a", 1).eq("b", 2)), "GET brands?a=not.eq.1&b=eq.2");
  EXPECT_EQ(line(brands().not_("a", "in", "(1,2)")), "GET brands?a=not.in.(1,2)");
  EXPECT_EQ(line(brands().not_().filter("a", "not.eq", "1")), "GET brands?a=eq.1");
  EXPECT_EQ(line(brands().filter("a", "fts(english)", "cat")), "GET brands?a=fts(english).cat");
  EXPECT_EQ(line(brands().or_("a.eq.1,and(b.gt.2,c.is.null)")),
            "GET brands?or=(a.eq.1,and(b.gt.2,c.is.null))");
  EXPECT_EQ(line(brands().not_().or_("a.eq.1,b.eq.2")), "GET brands?not.or=(a.eq.1,b.eq.2)");
  EXPECT_EQ(line(brands().select("*,assets(*)").and_("a.eq.1,b.eq.2", "assets")),
            "GET brands?select=*,assets(*)&assets.and=(a.eq.1,b.eq.2)");
  EXPECT_EQ(brands().not_().execute().error().code, "marque.bad_query");
}

TEST(Builder, ColumnsMayBePaths) {
  EXPECT_EQ(line(brands().eq("data->colour->>hex", "#fff")), "GET brands?data->colour->>hex=eq.#fff");
  EXPECT_EQ(line(brands().select("*,assets(*)").eq("assets.kind", "logo")),
            "GET brands?select=*,assets(*)&assets.kind=eq.logo");
  EXPECT_EQ(line(brands().eq("assets.limit", 1)), "GET brands?assets.\"limit\"=eq.1");
  EXPECT_EQ(line(brands().eq("order", 1)), "GET brands?\"order\"=eq.1") << "a column of that name";
}

TEST(Builder, OrdersAndLimits) {
  EXPECT_EQ(line(brands().order("a").order("b", desc, nulls_last)),
            "GET brands?order=a.asc,b.desc.nullslast");
  EXPECT_EQ(line(brands().order("owner(name)", asc, nulls_first)),
            "GET brands?order=owner(name).asc.nullsfirst");
  EXPECT_EQ(line(brands().select("*,assets(*)").order("a", desc, {}, "assets").limit(3, "assets")),
            "GET brands?select=*,assets(*)&assets.order=a.desc&assets.limit=3");
  EXPECT_EQ(line(brands().range(20, 39)), "GET brands?limit=20&offset=20");
  EXPECT_EQ(line(brands().limit(5).offset(10)), "GET brands?limit=5&offset=10");
  EXPECT_EQ(brands().range(5, 4).execute().error().code, "marque.bad_value");
}

TEST(Builder, AsksForOtherShapesByAccept) {
  EXPECT_EQ(header(brands(), "Accept"), "application/json");
  EXPECT_EQ(header(brands().single(), "Accept"), "application/vnd.pgrst.object+json");
  EXPECT_EQ(header(brands().maybe_single(), "Accept"), "application/json");
  EXPECT_EQ(header(brands().csv(), "Accept"), "text/csv");
  EXPECT_EQ(header(brands().geojson(), "Accept"), "application/geo+json");
  EXPECT_EQ(header(brands().strip_nulls(), "Accept"), "application/vnd.pgrst.array+json;nulls=stripped");
  EXPECT_EQ(header(brands().single().strip_nulls(), "Accept"),
            "application/vnd.pgrst.object+json;nulls=stripped");
  EXPECT_EQ(header(brands().explain(), "Accept"),
            "application/vnd.pgrst.plan+text; for=\"application/json\"");
  EXPECT_EQ(
      header(brands().csv().explain({.analyze = true, .wal = true, .format = ExplainFormat::json}), "Accept"),
      "application/vnd.pgrst.plan+json; for=\"text/csv\"; options=analyze|wal");
}

TEST(Builder, CountsAndHeads) {
  EXPECT_EQ(line(brands().count(Count::exact).head()), "HEAD brands");
  EXPECT_EQ(header(brands().count(Count::exact), "Prefer"), "count=exact");
  EXPECT_EQ(header(brands().count(Count::planned), "Prefer"), "count=planned");
  EXPECT_EQ(header(brands().count(Count::estimated), "Prefer"), "count=estimated");
}

TEST(Builder, Inserts) {
  const auto one = client.from("brands").insert({{"name", "Acme"}, {"priority", 3}});
  EXPECT_EQ(line(one), "POST brands");
  EXPECT_EQ(one.http()->body, R"({"name":"Acme","priority":3})");
  EXPECT_EQ(header(one, "Prefer"), "return=representation");
  EXPECT_EQ(header(one, "Content-Type"), "application/json");

  const auto many = client.from("brands").insert(
      Json::array({Json::object({{"b", 1}, {"a", 1}}), Json::object({{"a", 2}, {"c d", 3}})}));
  EXPECT_EQ(line(many), "POST brands?columns=b,a,\"c d\"");
  EXPECT_EQ(many.http()->body, R"([{"b":1,"a":1},{"a":2,"c d":3}])");

  const auto structs = client.from("brands").insert(std::vector<Acme>{{"x", 1}, {"y", 2}});
  EXPECT_EQ(line(structs), "POST brands?columns=name,priority");
  EXPECT_EQ(structs.http()->body, R"([{"name":"x","priority":1},{"name":"y","priority":2}])");
  EXPECT_EQ(client.from("brands").insert(RawJson("[{ }]")).http()->body, "[{ }]");
  EXPECT_EQ(
      header(client.from("b").insert(Acme{}).default_to_null(false).returning(Returning::minimal), "Prefer"),
      "missing=default, return=minimal");
}

TEST(Builder, Upserts) {
  const auto merged = client.from("brands").upsert({{"id", 1}}, {.on_conflict = "email, brand_id"});
  EXPECT_EQ(line(merged), "POST brands?on_conflict=email,brand_id");
  EXPECT_EQ(header(merged, "Prefer"), "resolution=merge-duplicates, return=representation");
  const auto ignored = client.from("brands").upsert(Json::object({{"id", 1}}), {.ignore_duplicates = true});
  EXPECT_EQ(header(ignored, "Prefer"), "resolution=ignore-duplicates, return=representation");
}

TEST(Builder, UpdatesAndDeletes) {
  const auto update = client.from("brands").update({{"name", "x"}}).eq("id", 7).select("id").max_affected(1);
  EXPECT_EQ(line(update), "PATCH brands?select=id&id=eq.7");
  EXPECT_EQ(update.http()->body, R"({"name":"x"})");
  EXPECT_EQ(header(update, "Prefer"), "return=representation, handling=strict, max-affected=1");
  const auto removal =
      client.from("brands").delete_().in_("id", {1, 2}).returning(Returning::minimal).rollback();
  EXPECT_EQ(line(removal), "DELETE brands?id=in.(1,2)");
  EXPECT_EQ(header(removal, "Prefer"), "return=minimal, tx=rollback");
}

TEST(Builder, CallsFunctions) {
  const auto post = client.rpc("start_brand", {{"name", "Acme"}, {"tags", std::vector<std::string>{"a"}}});
  EXPECT_EQ(line(post), "POST rpc/start_brand");
  EXPECT_EQ(post.http()->body, R"({"name":"Acme","tags":["a"]})");
  EXPECT_EQ(client.rpc("now").http()->body, "{}");
  const auto get = client.rpc("add", {{"a", 1}, {"tags", std::vector<int>{1, 2}}}, {.get = true}).eq("id", 1);
  EXPECT_EQ(line(get), "GET rpc/add?id=eq.1&a=1&tags={1,2}");
  EXPECT_EQ(line(client.rpc("add", {{"a", 1}}, {.head = true})), "HEAD rpc/add?a=1");
  EXPECT_EQ(line(client.rpc("f", {{"a", "eq.1"}}, {.get = true})),
            "marque.bad_argument: The argument \"a\" cannot stand in a URL.");
}

TEST(Builder, TellsTheSchemaInTheHeaderOfTheMethod) {
  const Client other = client.schema("audit");
  EXPECT_EQ(header(other.from("log").select(), "Accept-Profile"), "audit");
  EXPECT_EQ(header(other.from("log").insert({{"a", 1}}), "Content-Profile"), "audit");
  EXPECT_EQ(header(other.rpc("f"), "Content-Profile"), "audit");
  EXPECT_EQ(header(brands(), "Accept-Profile"), "");
}

TEST(Builder, SaysWhoAsks) {
  EXPECT_EQ(header(brands(), "apikey"), "key");
  EXPECT_EQ(header(brands(), "Authorization"), "Bearer key");
  const Client ada = client.as("token");
  EXPECT_EQ(header(ada.from("b").select(), "Authorization"), "Bearer token");
  EXPECT_EQ(header(ada.from("b").select(), "apikey"), "key");
  EXPECT_EQ(header(brands(), "Authorization"), "Bearer key");
  EXPECT_EQ(header(brands().header("authorization", "Basic x"), "Authorization"), "Basic x");
}

TEST(Builder, SendsNothingThatItCannotRead) {
  const auto bad = client.from("brands").select("id,,name").eq("a", 1).execute();
  EXPECT_EQ(bad.error().code, "PGRST100");
  EXPECT_TRUE(
      bad.error().message.starts_with("\"failed to parse select parameter (id,,name)\" (line 1, column "))
      << bad.error().message;
  EXPECT_EQ(brands().or_("a.wrong.1").execute().error().code, "PGRST100");
  for (const auto* column : {"a b,", "a(b)", "a;b", "a)", "", "a.b,"})
    EXPECT_FALSE(brands().eq(column, 1).execute()) << column;
  for (const auto* columns : {"((", "id)", "(id)", "a(b", ""})
    EXPECT_EQ(client.from("b").select(columns).execute().error().code, "PGRST100") << columns;
  for (const auto* filters : {"a.eq.1)", "a.eq.1,", "", "a", "and(a.eq.1"})
    EXPECT_FALSE(brands().or_(filters).execute()) << filters;
  EXPECT_FALSE(brands().order("a.desc").execute());
  EXPECT_EQ(client.from("").select().execute().error().code, "marque.bad_query");
  EXPECT_EQ(brands().header("x\r\ny", "z").execute().error().code, "marque.bad_value");
  EXPECT_EQ(brands().header("x", "z\r\ny: 1").execute().error().code, "marque.bad_value");
}

TEST(Builder, PlainSelectsAreReadAsTheGrammarReadsThem) {
  for (const auto* columns :
       {"id", "id,name", " id , name_2 ", "*", "count", "order,limit", "2d", "id\n,name"}) {
    const auto read = client::read_select(columns);
    ASSERT_TRUE(read) << columns;
    if (std::string_view(columns).contains('\n')) continue;  // blanks that only builders forgive
    const auto parts = query::read_query("select=" + http::percent_encode(columns), false);
    ASSERT_TRUE(parts) << columns;
    EXPECT_EQ(*read, parts->select) << columns;
  }
}

TEST(Builder, WrittenUrlsReadAsTheSameQuery) {
  const auto query = client.from("brands")
                         .select("id,name:title,assets!inner(file_url,...owner(name)),data->>a")
                         .eq("a.b", "x,y")
                         .not_()
                         .in_("c", {"(1)", "2"})
                         .or_("a.eq.1,and(b.gt.2,not.or(c.is.null,d.like.*x*))")
                         .order("owner(name)", desc, nulls_last)
                         .range(3, 9);
  const std::string target = query.http()->target;
  const auto parts = query::read_query(std::string_view(target).substr(target.find('?') + 1), false);
  ASSERT_TRUE(parts);
  query::Tree tree;
  tree.relation = "brands";
  EXPECT_EQ("/rest/v1" + query::write_path(tree) + '?' + query::write_query(query::with_parts(tree, *parts)),
            target);
}

TEST(Builder, QueriesAreValues) {
  Query all = brands();
  Query some = all;
  some.eq("a", 1);
  EXPECT_EQ(line(all), "GET brands");
  EXPECT_EQ(line(some), "GET brands?a=eq.1");
  all = some;
  EXPECT_EQ(line(all), "GET brands?a=eq.1");
}

TEST(Builder, NothingOfAValueEscapesIntoTheUrl) {
  const auto http = brands().eq("a", "1&b=eq.2#x?y/%").http();
  EXPECT_EQ(http->target.find('&'), std::string::npos);
  EXPECT_EQ(http->target.find('#'), std::string::npos);
  EXPECT_EQ(line(brands().eq("a", "1&b=eq.2")), "GET brands?a=eq.1&b=eq.2");
  EXPECT_EQ(client.from("../auth/v1").select().http()->target, "/rest/v1/..%2Fauth%2Fv1");
}

}  // namespace
}  // namespace marque
