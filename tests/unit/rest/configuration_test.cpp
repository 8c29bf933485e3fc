#include "rest/configuration.hpp"

#include <fmt/format.h>
#include <gtest/gtest.h>
#include <rapidcheck.h>

namespace marque::rest {
namespace {

constexpr std::string_view long_secret = "a-secret-of-at-least-thirty-two-bytes";

ConfigurationSources with_file(std::string text) {
  ConfigurationSources sources;
  sources.file_text = std::move(text);
  sources.file_path = "marque.conf";
  sources.read_file = [](const std::string& path) -> Result<std::string> {
    return fail("file.missing", "cannot read " + path);
  };
  return sources;
}

ConfigurationSources with_environment(EnvironmentVariables environment) {
  ConfigurationSources sources = with_file("");
  sources.environment = std::move(environment);
  return sources;
}

RestConfiguration loaded(const ConfigurationSources& sources) {
  auto configuration = load_rest_configuration(sources);
  EXPECT_TRUE(configuration) << configuration.error().message;
  return configuration ? std::move(*configuration) : RestConfiguration();
}
RestConfiguration loaded(std::string text) { return loaded(with_file(std::move(text))); }

std::string refusal(const ConfigurationSources& sources) {
  const auto configuration = load_rest_configuration(sources);
  return configuration ? "none" : configuration.error().message;
}
std::string refusal(std::string text) { return refusal(with_file(std::move(text))); }

/// The line of the dump that begins with `key`, without it.
std::string dumped(const ConfigurationSources& sources, std::string_view key) {
  const std::string dump = "\n" + dump_rest_configuration(loaded(sources));
  const std::string start = fmt::format("\n{} = ", key);
  const auto found = dump.find(start);
  if (found == dump.npos) return "missing";
  return dump.substr(found + start.size(), dump.find('\n', found + 1) - found - start.size());
}
std::string dumped(std::string text, std::string_view key) { return dumped(with_file(std::move(text)), key); }

TEST(AnEmptyConfiguration, HasTheDefaultsOfPostgrest14) {
  const auto configuration = loaded("");
  EXPECT_EQ(configuration.settings.schemas, std::vector<std::string>{"public"});
  EXPECT_EQ(configuration.settings.extra_search_path, std::vector<std::string>{"public"});
  EXPECT_EQ(configuration.settings.anonymous_role, "");
  EXPECT_EQ(configuration.settings.maximum_rows, std::nullopt);
  EXPECT_EQ(configuration.settings.transaction_end, TransactionEndRule::commit);
  EXPECT_EQ(configuration.database_url.reveal(), "postgresql://");
  EXPECT_EQ(configuration.pool.size, 10);
  EXPECT_EQ(configuration.pool.maximum_idle_time_s, 30);
  EXPECT_EQ(configuration.server.host, "!4");
  EXPECT_EQ(configuration.server.port, 3000);
  EXPECT_EQ(configuration.admin_port, std::nullopt);
  EXPECT_TRUE(configuration.token_rules.secret.empty());
  EXPECT_EQ(configuration.token_rules.cache_entries, 1000U);
  EXPECT_EQ(configuration.log_level, LogLevel::error);
}

TEST(AnEmptyConfiguration, IsDumpedInFull) {
  EXPECT_EQ(dump_rest_configuration(loaded("")),
            R"(db-aggregates-enabled = false
db-anon-role = ""
db-channel = "pgrst"
db-channel-enabled = true
db-extra-search-path = "public"
db-hoisted-tx-settings = "statement_timeout,plan_filter.statement_cost_limit,default_transaction_isolation"
db-max-rows = ""
db-plan-enabled = false
db-pool = 10
db-pool-acquisition-timeout = 10
db-pool-max-lifetime = 1800
db-pool-max-idletime = 30
db-pool-automatic-recovery = true
db-pre-request = ""
db-prepared-statements = true
db-root-spec = ""
db-schemas = "public"
db-config = true
db-pre-config = ""
db-tx-end = "commit"
db-uri = "postgresql://"
jwt-aud = ""
jwt-role-claim-key = ".\"role\""
jwt-secret = ""
jwt-secret-is-base64 = false
jwt-cache-max-entries = 1000
log-level = "error"
log-query = false
openapi-mode = "follow-privileges"
openapi-security-active = false
openapi-server-proxy-uri = ""
server-cors-allowed-origins = ""
server-host = "!4"
server-port = 3000
server-trace-header = ""
server-timing-enabled = false
server-unix-socket = ""
server-unix-socket-mode = "660"
admin-server-host = "!4"
admin-server-port = ""
)");
}

TEST(Priorities, AreDatabaseThenEnvironmentThenFile) {
  ConfigurationSources sources = with_file("db-anon-role = \"file\"\ndb-pool = 3");
  EXPECT_EQ(loaded(sources).settings.anonymous_role, "file");
  sources.environment = {{"PGRST_DB_ANON_ROLE", "environment"}, {"PGRST_DB_POOL", "4"}};
  EXPECT_EQ(loaded(sources).settings.anonymous_role, "environment");
  sources.database = {{"db_anon_role", "database"}, {"db_pool", "5"}, {"unknown", "x"}};
  EXPECT_EQ(loaded(sources).settings.anonymous_role, "database");
  EXPECT_EQ(loaded(sources).pool.size, 4) << "the database cannot say everything";
}

TEST(EmptyTexts, AreTheDefaultButHideWeakerPlaces) {
  ConfigurationSources sources =
      with_file("db-anon-role = \"file\"\nlog-level = \"info\"\ndb-extra-search-path = \"x\"");
  sources.environment = {
      {"PGRST_DB_ANON_ROLE", ""}, {"PGRST_LOG_LEVEL", ""}, {"PGRST_DB_EXTRA_SEARCH_PATH", ""}};
  EXPECT_EQ(loaded(sources).settings.anonymous_role, "");
  EXPECT_EQ(loaded(sources).log_level, LogLevel::error);
  EXPECT_TRUE(loaded(sources).settings.extra_search_path.empty()) << "the one that may be empty";
}

TEST(Aliases, StandForTheNewNames) {
  const auto configuration = loaded(R"(db-schema = "a, b"
db-pool-timeout = 5
db-pool-max-idletime = 6
max-rows = 1000
pre-request = "check"
role-claim-key = ".other"
root-spec = "x.open"
secret-is-base64 = true)");
  EXPECT_EQ(configuration.settings.schemas, (std::vector<std::string>{"a", "b"}));
  EXPECT_EQ(configuration.pool.maximum_idle_time_s, 5);
  EXPECT_EQ(configuration.settings.maximum_rows, 1000);
  EXPECT_EQ(configuration.settings.pre_request, (pg::QualifiedName{"", "check"}));
  EXPECT_EQ(configuration.settings.root_function, (pg::QualifiedName{"x", "open"}));
  EXPECT_EQ(configuration.token_rules.role_claim, ".other");
  EXPECT_TRUE(configuration.token_rules.secret_is_base64);
  EXPECT_EQ(loaded("db-schemas = \"new\"\ndb-schema = \"old\"").settings.schemas,
            std::vector<std::string>{"new"});
}

TEST(Booleans, AreWrittenInManyWays) {
  const auto boolean = [](std::string_view value) {
    return dumped(fmt::format("db-plan-enabled = {}", value), "db-plan-enabled");
  };
  for (const std::string_view yes : {"true", "on", "\"True\"", "\"TRUE\"", R"("\"true\"")", "\"1\"", "\"2\""})
    EXPECT_EQ(boolean(yes), "true") << yes;
  for (const std::string_view no : {"false", "off", "\"False\"", "\"0\"", "\"-1\"", "\"yes\"", "1", "\"\""})
    EXPECT_EQ(boolean(no), "false") << no;
}

TEST(Numbers, AreWholeOrNothing) {
  const auto rows = [](std::string_view value) {
    return dumped(fmt::format("db-max-rows = {}", value), "db-max-rows");
  };
  EXPECT_EQ(rows("7"), "7");
  EXPECT_EQ(rows("7.0"), "7");
  EXPECT_EQ(rows("1e3"), "1000");
  EXPECT_EQ(rows("\"12\""), "12");
  EXPECT_EQ(rows("\" (-12) \""), "-12");
  EXPECT_EQ(rows("\"0x10\""), "16");
  EXPECT_EQ(rows("\"0o10\""), "8");
  for (const std::string_view none :
       {"true", "7.5", "\"7.5\"", "\"seven\"", "\"\"", "\"--1\"", "\"0x-1\"", "\"()\"", "[7]"})
    EXPECT_EQ(rows(none), "\"\"") << none;
}

TEST(ValuesOfAnotherKind, AreShownWhereATextIsWanted) {
  EXPECT_EQ(dumped("app.settings.test = false", "app.settings.test"), "\"Bool False\"");
  EXPECT_EQ(dumped("app.settings.test = 5", "app.settings.test"), "\"Number 5.0\"");
  EXPECT_EQ(dumped("app.settings.test = [1, \"x\", on]", "app.settings.test"),
            R"("List [Number 1.0,String \"x\",Bool True]")");
  EXPECT_EQ(dumped("db-channel = 12", "db-channel"), "\"Number 12.0\"");
}

TEST(AppSettings, ComeFromFileAndEnvironmentSortedByName) {
  ConfigurationSources sources =
      with_file("app.settings.b = \"file\"\napp.settings.a = \"file\"\napp.settings.x.y = \"no\"\nother = 1");
  sources.environment = {{"PGRST_APP_SETTINGS_b", "environment"}, {"PGRST_APP_SETTINGS_C", "c"}};
  EXPECT_EQ(loaded(sources).settings.app_settings,
            (std::vector<std::pair<std::string, std::string>>{
                {"app.settings.C", "c"}, {"app.settings.a", "file"}, {"app.settings.b", "environment"}}));
}

TEST(Lists, AreSplitAtCommas) {
  const auto settings = loaded(R"(db-schemas = "multi,   tenant,setup"
server-cors-allowed-origins = "http://a.com, http://b.com"
db-extra-search-path = "public, EXTRA \"@/\\#~_-")")
                            .settings;
  EXPECT_EQ(settings.schemas, (std::vector<std::string>{"multi", "tenant", "setup"}));
  EXPECT_EQ(settings.cors_origins, (std::vector<std::string>{"http://a.com", "http://b.com"}));
  EXPECT_EQ(settings.extra_search_path, (std::vector<std::string>{"public", R"(EXTRA "@/\#~_-)"}));
  EXPECT_EQ(loaded("db-hoisted-tx-settings = \"work_mem, statement_timeout\"").hoisted_settings,
            (std::vector<std::string>{"work_mem", "statement_timeout"}));
}

TEST(Files, GiveSecretAndDatabase) {
  ConfigurationSources sources = with_file("jwt-secret = \"@secret\"\ndb-uri = \"@url\"");
  sources.read_file = [](const std::string& path) -> Result<std::string> {
    return path == "secret" ? std::string(long_secret) + "\n\n" : "  host=x \n";
  };
  EXPECT_EQ(loaded(sources).token_rules.secret.reveal(), std::string(long_secret) + "\n")
      << "one line end is taken off";
  EXPECT_EQ(loaded(sources).database_url.reveal(), "host=x");
  sources.previous_database_url = Secret("host=before");
  EXPECT_EQ(loaded(sources).database_url.reveal(), "host=before");
  EXPECT_EQ(refusal("jwt-secret = \"@none\""), "cannot read none");
  EXPECT_EQ(refusal("db-uri = \"@none\""), "cannot read none");
}

TEST(Secrets, AreChecked) {
  EXPECT_EQ(refusal("jwt-secret = \"short_secret\""), "The JWT secret must be at least 32 characters long.");
  EXPECT_EQ(refusal(R"(jwt-secret = "{\"kty\":\"oct\"}")"), "a JSON Web Key of this type needs 'k'");
  EXPECT_EQ(refusal("jwt-secret = \"no base-64!\"\njwt-secret-is-base64 = true"),
            "Base64-encoded bytestring is unpadded or has invalid padding");
  ConfigurationSources empty_file = with_file("jwt-secret = \"@empty\"");
  empty_file.read_file = [](const std::string&) { return Result<std::string>(""); };
  EXPECT_EQ(refusal(empty_file), "The JWT secret must be at least 32 characters long.");
  EXPECT_EQ(
      dumped("jwt-secret = "
             "\"-_9hLXNlY3JldC1vZi1hdC1sZWFzdC10aGlydHktdHdvLWJ5dGVzISE.\"\njwt-secret-is-base64 = true",
             "jwt-secret"),
      "\"+/9hLXNlY3JldC1vZi1hdC1sZWFzdC10aGlydHktdHdvLWJ5dGVzISE=\"");
}

TEST(TokenRules, KnowTheAnonymousRole) {
  const auto rules =
      loaded("db-anon-role = \"anon\"\njwt-aud = \"me\"\njwt-cache-max-entries = 0").token_rules;
  EXPECT_EQ(rules.anonymous_role, "anon");
  EXPECT_EQ(rules.audience, "me");
  EXPECT_EQ(rules.cache_entries, 0U);
}

TEST(WrongValues, AreRefusedInThePeersWords) {
  EXPECT_EQ(refusal("db-tx-end = \"random\""),
            "Error in config Invalid transaction termination. Check your configuration.");
  EXPECT_EQ(refusal("log-level = \"never\""),
            "Error in config Invalid logging level. Check your configuration.");
  EXPECT_EQ(refusal("openapi-mode = \"follow-\""),
            "Error in config Invalid openapi-mode. Check your configuration.");
  EXPECT_EQ(refusal("server-unix-socket-mode = \"800\""),
            "Error in config Invalid server-unix-socket-mode: not an octal");
  for (const std::string_view mode : {"599", "577", "1000", "77777777777777777777"})
    EXPECT_EQ(
        refusal(fmt::format("server-unix-socket-mode = \"{}\"", mode)),
        fmt::format("Error in config Invalid server-unix-socket-mode: {}", "needs to be between 600 and 777"))
        << mode;
  EXPECT_EQ(refusal("server-port = 4000\nadmin-server-port = 4000"),
            "Error in config admin-server-port cannot be the same as server-port");
  EXPECT_EQ(refusal("jwt-role-claim-key = \"role.other\""),
            "Error in config failed to parse role-claim-key value (role.other): column 1 is wrong");
  EXPECT_EQ(refusal("server-port = 70000"), "Error in config server-port must be between 0 and 65535");
  EXPECT_EQ(refusal("db-tx-end: commit"), "Error in config marque.conf:1:10: expected '=' or '{'");
}

TEST(Audiences, WithAColonMustBeUris) {
  for (const std::string_view good : {"anything goes", "https://postgrest.org", "urn:x:y", "a:b"})
    EXPECT_EQ(loaded(fmt::format("jwt-aud = \"{}\"", good)).token_rules.audience, good);
  for (const std::string_view bad :
       {"http://%%localhorst.invalid", "foo://%%$$$$^^.com", ":", "1:2", "a b:c"})
    EXPECT_EQ(refusal(fmt::format("jwt-aud = \"{}\"", bad)),
              "Error in config jwt-aud should be a string or a valid URI")
        << bad;
}

TEST(ProxyUrls, AreOfTheWeb) {
  for (const std::string_view good : {"https://postgrest.org", "http://a.com:8443/base", "HTTP://[::1]:80/"})
    EXPECT_EQ(loaded(fmt::format("openapi-server-proxy-uri = \"{}\"", good)).settings.openapi_proxy_url,
              good);
  for (const std::string_view bad :
       {"postgrest.org", "ftp://a.com", "htp:/@@localhorst.invalid", "http://a.com?x=1", "http://a.com#x",
        "http://user@a.com", "http://a.com:0", "http://a.com:70000", "http://a.com:", "http:///path",
        "https:a.com", "/relative"})
    EXPECT_EQ(refusal(fmt::format("openapi-server-proxy-uri = \"{}\"", bad)),
              "Error in config Malformed proxy uri, a correct example: https://example.com:8443/basePath")
        << bad;
}

TEST(Servers, ListenWhereTheyAreTold) {
  const auto configuration = loaded(with_environment({{"PGRST_SERVER_HOST", "*"},
                                                      {"PGRST_SERVER_PORT", "80"},
                                                      {"PGRST_SERVER_UNIX_SOCKET", "/tmp/x.sock"},
                                                      {"PGRST_SERVER_UNIX_SOCKET_MODE", "777"},
                                                      {"PGRST_ADMIN_SERVER_PORT", "3001"}}));
  EXPECT_EQ(configuration.server.host, "*");
  EXPECT_EQ(configuration.server.port, 80);
  EXPECT_EQ(configuration.server.unix_socket, "/tmp/x.sock");
  EXPECT_EQ(configuration.server.unix_socket_mode, 0777U);
  EXPECT_EQ(configuration.admin_host, "*") << "as the server's";
  EXPECT_EQ(configuration.admin_port, 3001);
  EXPECT_EQ(configuration.settings.server_host, "*");
  EXPECT_EQ(configuration.settings.server_port, 80);
}

TEST(Hosts, MayBeSpecial) {
  using Addresses = std::vector<std::string>;
  EXPECT_EQ(listen_addresses("!4"), Addresses{"0.0.0.0"});
  EXPECT_EQ(listen_addresses("!6"), Addresses{"::"});
  EXPECT_EQ(listen_addresses("*4"), (Addresses{"0.0.0.0", "::"}));
  EXPECT_EQ(listen_addresses("*6"), (Addresses{"::", "0.0.0.0"}));
  EXPECT_EQ(listen_addresses("*"), (Addresses{"0.0.0.0", "::"}));
  EXPECT_EQ(listen_addresses("localhost"), Addresses{"localhost"});
}

TEST(Dumps, GiveTheSameConfigurationAgain) {
  ConfigurationSources sources = with_file(R"(db-schemas = "a,b"
jwt-role-claim-key = ".user[0].\"real-role\""
jwt-secret = "c2VjdXJpdHl0aHJvdWdob2JzY3VyaXR5aW5iYXNlNjQ="
jwt-secret-is-base64 = true
db-tx-end = "rollback-allow-override"
openapi-mode = "disabled"
log-level = "warn"
db-pre-request = "auth.check"
db-max-rows = 5
admin-server-port = 3001
app.settings.quote = "say \"hi\"")");
  const std::string once = dump_rest_configuration(loaded(sources));
  EXPECT_EQ(dump_rest_configuration(loaded(once)), once);
  EXPECT_NE(once.find(R"(jwt-role-claim-key = ".\"user\"[0].\"real-role\"")"), once.npos);
  EXPECT_NE(once.find(R"(app.settings.quote = "say \"hi\"")"), once.npos);
}

TEST(Settings, OfAnyTextGiveAValueOrAMessage) {
  static const std::vector<std::string> names{"PGRST_DB_SCHEMAS",
                                              "PGRST_DB_MAX_ROWS",
                                              "PGRST_JWT_AUD",
                                              "PGRST_JWT_SECRET",
                                              "PGRST_JWT_ROLE_CLAIM_KEY",
                                              "PGRST_OPENAPI_SERVER_PROXY_URI",
                                              "PGRST_SERVER_UNIX_SOCKET_MODE",
                                              "PGRST_SERVER_PORT",
                                              "PGRST_DB_PRE_REQUEST"};
  rc::check("no crash, and what loads can be dumped", [](const std::string& text) {
    const auto configuration =
        load_rest_configuration(with_environment({{*rc::gen::elementOf(names), text}}));
    if (configuration) RC_ASSERT(!dump_rest_configuration(*configuration).empty());
  });
}

}  // namespace
}  // namespace marque::rest
