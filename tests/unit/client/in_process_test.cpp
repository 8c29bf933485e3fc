// The builder's queries straight into PostgreSQL: what they find, change and refuse, as over HTTP.
#include <semaphore>

#include <gtest/gtest.h>

#include "../pg/test_cluster.hpp"
#include "identity/jwt.hpp"
#include "marque/marque.hpp"

namespace marque {
namespace {

using namespace std::chrono_literals;

constexpr const char* schema_sql = R"(
drop schema if exists store, hidden cascade;
do $$ begin
  if not exists (select from pg_roles where rolname = 'in_process_anon') then create role in_process_anon; end if;
  if not exists (select from pg_roles where rolname = 'in_process_user') then create role in_process_user; end if;
end $$;
create schema store;
create schema hidden;
create table store.brands (id int primary key, name text not null unique, owner text not null, step int default 1);
create table store.assets (id int generated always as identity primary key, brand_id int not null references store.brands,
                           kind text not null);
insert into store.brands select n, 'brand ' || n, case when n % 2 = 0 then 'ada' else 'bob' end from generate_series(1, 10) n;
insert into store.assets (brand_id, kind) values (2, 'logo'), (2, 'mockup'), (4, 'logo');
alter table store.brands enable row level security;
create policy own on store.brands to in_process_user
  using (owner = current_setting('request.jwt.claims')::json ->> 'sub');
grant usage on schema store to in_process_anon, in_process_user;
grant all on all tables in schema store to in_process_user;
grant select on store.assets to in_process_anon;
create function store.who() returns json language sql stable as
  $$select json_build_object('user', current_user, 'method', current_setting('request.method'),
                             'claims', current_setting('request.jwt.claims')::json,
                             'header', current_setting('request.headers')::json ->> 'x-test')$$;
create function store.add(a int, b int default 1) returns int language sql immutable as 'select a + b';
create function store.own_brands() returns setof store.brands language sql stable as 'select * from store.brands';
create function store.rename_all(prefix text) returns setof store.brands language sql as
  $$update store.brands set name = prefix || id returning *$$;
create function store.many(rows int) returns setof int language sql as 'select generate_series(1, rows)';
create function store.nothing() returns void language sql as 'select 1';
create function store.refuse() returns int language plpgsql as
  $$begin raise sqlstate 'PGRST' using message = '{"code":"shop.closed","message":"Come back"}',
                                       detail = '{"status":418,"headers":{}}'; end$$;
)";

InProcessOptions options_of(const std::string& person) {
  InProcessOptions options;
  options.database_url = pg::TestCluster::instance().url().reveal();
  options.schemas = {"store"};
  options.extra_search_path = {};
  options.role = person.empty() ? "in_process_anon" : "in_process_user";
  options.claims = Json::object({{"sub", person}}).text();
  return options;
}

Client client_of(InProcessOptions options) {
  auto transport = in_process_transport(std::move(options));
  EXPECT_TRUE(transport) << to_string(transport.error());
  return Client(*transport);
}

class InProcess : public testing::Test {
 protected:
  static void SetUpTestSuite() {
    auto session = pg::TestCluster::instance().session();
    const auto made = session.execute(schema_sql);
    ASSERT_TRUE(made) << made.error().message;
    ada_ = std::make_unique<Client>(client_of(options_of("ada")));
  }
  static void TearDownTestSuite() { ada_.reset(); }
  static Client& ada() { return *ada_; }

 private:
  static inline std::unique_ptr<Client> ada_;
};

std::string body_of(const Expected<Response>& answer) {
  return answer ? answer->body : to_string(answer.error());
}

TEST_F(InProcess, ReadsUnderTheCallersRights) {
  const auto answer = ada().from("brands").select("id,name").gt("id", 3).order("id", desc).limit(2).execute();
  EXPECT_EQ(body_of(answer), "[{\"id\":10,\"name\":\"brand 10\"}, \n {\"id\":8,\"name\":\"brand 8\"}]");
  EXPECT_EQ(answer->status, 200);
  const auto error = client_of(options_of("")).from("brands").select().execute().error();
  EXPECT_EQ(error.code, "42501");
  EXPECT_EQ(error.status, 403);
}

TEST_F(InProcess, EmbedsCountsAndShapes) {
  EXPECT_EQ(body_of(ada().from("brands").select("id, assets(kind)").eq("id", 2).single().execute()),
            R"({"id":2,"assets":[{"kind": "logo"}, {"kind": "mockup"}]})");
  const auto counted = ada().from("brands").select("id").count(Count::exact).limit(1).execute();
  EXPECT_EQ(counted->count, 5);
  EXPECT_EQ(counted->status, 206);
  EXPECT_TRUE(ada().from("brands").select("id").count(Count::planned).execute()->count.has_value());
  const auto head = ada().from("brands").select().head().count(Count::exact).execute();
  EXPECT_EQ(head->count, 5);
  EXPECT_EQ(head->body, "");
  EXPECT_EQ(body_of(ada().from("brands").select("id,name").eq("id", 2).csv().execute()),
            "id,name\n2,\"brand 2\"");
  EXPECT_EQ(body_of(ada().from("brands").select("id,step").eq("id", 99).maybe_single().execute()), "null");
  EXPECT_NE(body_of(ada().from("brands").select().explain().execute()).find("Aggregate"), std::string::npos);
}

TEST_F(InProcess, ErrorsAreTheServers) {
  const auto error = [](const Query& query) { return query.execute().error(); };
  EXPECT_EQ(error(ada().from("brand").select()).code, "PGRST205");
  EXPECT_EQ(error(ada().from("brand").select()).status, 404);
  EXPECT_EQ(error(ada().from("brands").select("nope")).code, "42703");
  EXPECT_EQ(error(ada().from("brands").select("nope")).status, 400);
  EXPECT_EQ(error(ada().from("brands").select("id,nope(*)")).code, "PGRST200");
  EXPECT_EQ(error(ada().from("brands").select().single()).code, "PGRST116");
  EXPECT_EQ(error(ada().from("brands").select().single()).details, "The result contains 5 rows");
  EXPECT_EQ(error(ada().from("brands").select().limit(-1)).code, "PGRST103");
  EXPECT_EQ(error(ada().from("brands").select().offset(50).count(Count::exact)).status, 416);
  EXPECT_EQ(error(ada().schema("hidden").from("x").select()).code, "PGRST106");
  EXPECT_EQ(error(ada().from("brands").insert(RawJson("{"))).code, "PGRST102");
  EXPECT_EQ(error(ada().rpc("no_such")).code, "PGRST202");
  EXPECT_EQ(error(ada().rpc("refuse")).code, "shop.closed");
  EXPECT_EQ(error(ada().rpc("refuse")).status, 418);
  EXPECT_EQ(ada().send({"GET", "/auth/v1/user", {}, ""}).error().code, "marque.no_server");
}

TEST_F(InProcess, ChangesRows) {
  const auto inserted =
      ada().from("brands").insert({{"id", 100}, {"name", "new"}, {"owner", "ada"}}).execute();
  EXPECT_EQ(body_of(inserted), R"([{"id":100,"name":"new","owner":"ada","step":1}])");
  EXPECT_EQ(inserted->status, 201);
  const auto conflict = ada().from("brands").insert({{"id", 100}, {"name", "x"}, {"owner", "ada"}}).execute();
  EXPECT_EQ(conflict.error().code, "23505");
  EXPECT_EQ(conflict.error().status, 409);
  const auto merged =
      ada().from("brands").upsert({{"id", 100}, {"name", "newer"}, {"owner", "ada"}}).execute();
  EXPECT_EQ(merged->status, 200);
  const auto updated = ada().from("brands").update({{"step", 7}}).eq("id", 100).select("step").execute();
  EXPECT_EQ(body_of(updated), R"([{"step":7}])");
  const auto removed = ada()
                           .from("brands")
                           .delete_()
                           .eq("id", 100)
                           .returning(Returning::minimal)
                           .count(Count::exact)
                           .execute();
  EXPECT_EQ(removed->status, 204);
  EXPECT_EQ(removed->body, "");
  EXPECT_EQ(removed->count, 1);
  EXPECT_EQ(
      ada().from("brands").insert({{"id", 101}, {"name", "n"}, {"owner", "bob"}}).execute().error().code,
      "42501");
}

TEST_F(InProcess, UndoesWhatMayNotBeOrWasOnlyTried) {
  const auto steps = [] { return body_of(ada().from("brands").select("step").neq("step", 1).execute()); };
  EXPECT_EQ(ada().from("brands").update({{"step", 9}}).gt("id", 0).max_affected(2).execute().error().code,
            "PGRST124");
  EXPECT_EQ(ada().from("brands").update({{"step", 9}}).gt("id", 0).single().execute().error().code,
            "PGRST116");
  EXPECT_EQ(
      body_of(ada().from("brands").update({{"step", 9}}).eq("id", 2).select("step").rollback().execute()),
      R"([{"step":9}])");
  EXPECT_EQ(steps(), "[]");
  EXPECT_EQ(ada().rpc("rename_all", {{"prefix", "x"}}).max_affected(1).execute().error().code, "PGRST124");
  EXPECT_EQ(body_of(ada().from("brands").select("id").like("name", "x%").execute()), "[]");
}

TEST_F(InProcess, BulkInsertsMayLackNames) {
  const auto rows = Json::array({Json::object({{"id", 200}, {"name", "a"}, {"owner", "ada"}}),
                                 Json::object({{"id", 201}, {"name", "b"}, {"owner", "ada"}, {"step", 4}})});
  const auto query = ada().from("brands").insert(rows).select("id,step").rollback();
  EXPECT_EQ(body_of(query.execute()), "[{\"id\":200,\"step\":null}, \n {\"id\":201,\"step\":4}]");
  EXPECT_EQ(body_of(Query(query).default_to_null(false).execute()),
            "[{\"id\":200,\"step\":1}, \n {\"id\":201,\"step\":4}]");
}

TEST_F(InProcess, CallsFunctions) {
  EXPECT_EQ(ada().rpc("add", {{"a", 2}, {"b", 3}}).execute()->value<int>(), 5);
  EXPECT_EQ(ada().rpc("add", {{"a", 2}}, {.get = true}).execute()->value<int>(), 3);
  EXPECT_EQ(ada().rpc("nothing").execute()->status, 204);
  EXPECT_EQ(body_of(ada().rpc("own_brands").select("id").lt("id", 4).execute()), R"([{"id":2}])");
  const auto who = ada().rpc("who").header("X-Test", "yes").execute()->json();
  EXPECT_EQ((*who)["user"].as<std::string>(), "in_process_user");
  EXPECT_EQ((*who)["method"].as<std::string>(), "POST");
  EXPECT_EQ((*who)["claims"]["sub"].as<std::string>(), "ada");
  EXPECT_EQ((*who)["claims"]["role"].as<std::string>(), "in_process_user");
  EXPECT_EQ((*who)["header"].as<std::string>(), "yes");
  EXPECT_EQ(ada().rpc("rename_all", {{"prefix", "x"}}, {.get = true}).execute().error().code, "25006");
}

TEST_F(InProcess, StreamsRowsAFewAtATime) {
  auto session = pg::TestCluster::instance().session();
  ASSERT_TRUE(session.execute(
      "drop table if exists store.numbers;"
      "create table store.numbers as select n, repeat('x', 100) as text from generate_series(1, 3000) n;"
      "grant select on store.numbers to in_process_user; notify pgrst"));
  const auto numbers = [] { return ada().from("numbers").select("n").order("n"); };
  for (int patience = 0; !numbers().limit(1).execute() && patience < 100; ++patience)
    std::this_thread::sleep_for(50ms);
  std::int64_t sum = 0;
  const auto taken =
      numbers().stream([&](const Json& row) { return sum += row["n"].as<int>().value(), true; });
  ASSERT_TRUE(taken) << to_string(taken.error());
  EXPECT_EQ(*taken, 3000);
  EXPECT_EQ(sum, 3000 * 3001 / 2);
  EXPECT_EQ(numbers().stream([](const Json& row) { return row["n"].as<int>() != 700; }), 700);
  EXPECT_EQ(numbers().limit(0).stream([](const Json&) { return true; }), 0);
  EXPECT_EQ(ada().rpc("many", {{"rows", 1200}}).stream([](const Json&) { return true; }), 1200);
  EXPECT_THROW((void)numbers().stream([](const Json&) -> bool { throw std::runtime_error("x"); }),
               std::runtime_error);
  EXPECT_EQ(ada().from("numbers").select("nope").stream([](const Json&) { return true; }).error().code,
            "42703");
}

TEST_F(InProcess, TokensSayWhoAsks) {
  auto options = options_of("");
  options.jwt_secret = "a secret of at least thirty-two characters";
  const Client anonymous = client_of(options);
  const std::string token =
      identity::sign_hs256(Secret(options.jwt_secret), R"({"role":"in_process_user","sub":"bob"})");
  EXPECT_EQ(body_of(anonymous.as(token).from("brands").select("id").lt("id", 4).execute()),
            "[{\"id\":1}, \n {\"id\":3}]");
  EXPECT_EQ(anonymous.from("brands").select().execute().error().code, "42501");
  EXPECT_EQ(anonymous.as(token + "x").from("brands").select().execute().error().code, "PGRST301");
  EXPECT_EQ(anonymous.as(token + "x").from("brands").select().execute().error().status, 401);
}

TEST_F(InProcess, RunsManyAtATimeAndLater) {
  constexpr int many = 50;
  std::counting_semaphore<many> arrived(0);
  std::atomic<int> succeeded = 0;
  for (int index = 0; index < many; ++index)
    ada().from("brands").select("id").eq("id", 2).async().then([&](const Expected<Response>& answer) {
      if (answer && answer->body == "[{\"id\":2}]") ++succeeded;
      arrived.release();
    });
  for (int index = 0; index < many; ++index) arrived.acquire();
  EXPECT_EQ(succeeded, many);
}

TEST_F(InProcess, ItsOwnThreadMayNotWait) {
  std::binary_semaphore arrived(0);
  std::string code;
  ada().from("brands").select("id").async().then([&](const Expected<Response>&) {
    code = ada().from("brands").select("id").execute().error().code;
    arrived.release();
  });
  arrived.acquire();
  EXPECT_EQ(code, "marque.would_block");
}

TEST_F(InProcess, MayEndInItsOwnCallback) {
  std::binary_semaphore arrived(0);
  auto client = std::make_unique<Client>(client_of(options_of("ada")));
  const Query query = client->from("brands").select("id");
  client->from("brands").select("id").async().then([&](const Expected<Response>&) { arrived.release(); });
  client.reset();
  arrived.acquire();
}

TEST_F(InProcess, SaysWhyItCannotBegin) {
  InProcessOptions options;
  options.database_url = "postgresql://nobody@127.0.0.1:1/none";
  EXPECT_EQ(in_process_transport(options).error().code, "pg.unreachable");
  options = options_of("ada");
  options.schemas = {"no_such_schema"};
  EXPECT_EQ(in_process_transport(options).error().code, "pg.3F000");
}

}  // namespace
}  // namespace marque
