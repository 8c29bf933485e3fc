#include "http/parser.hpp"

#include <gtest/gtest.h>

#include "http/error.hpp"

namespace marque::http {
namespace {

/// Feeds `bytes` up to each cut in turn, as a network would; the head's size, or the error.
Result<std::size_t> parse(std::string_view bytes, RequestHead& head, std::size_t cut = std::string_view::npos,
                          const Limits& limits = {}) {
  Parser parser(limits);
  if (cut < bytes.size()) {
    auto early = parser.read_head(bytes.substr(0, cut), head);
    if (!early || *early > 0) return early;
  }
  return parser.read_head(bytes, head);
}

int status_for(std::string_view bytes, const Limits& limits = {}) {
  RequestHead head;
  const auto size = parse(bytes, head, std::string_view::npos, limits);
  return size ? 0 : status_of(size.error());
}

std::string get(std::string_view target, std::string_view headers = "Host: a\r\n") {
  return "GET " + std::string(target) + " HTTP/1.1\r\n" + std::string(headers) + "\r\n";
}

struct Refused {
  const char* why;
  std::string bytes;
  int status;
};

using namespace std::string_literals;

const std::vector<Refused> hostile_requests{
    {"length and chunks", get("/", "Host: a\r\nContent-Length: 3\r\nTransfer-Encoding: chunked\r\n"), 400},
    {"chunks and length", get("/", "Host: a\r\nTransfer-Encoding: chunked\r\nContent-Length: 3\r\n"), 400},
    {"two lengths", get("/", "Host: a\r\nContent-Length: 3\r\nContent-Length: 4\r\n"), 400},
    {"one length twice", get("/", "Host: a\r\nContent-Length: 3\r\nContent-Length: 3\r\n"), 400},
    {"list of lengths", get("/", "Host: a\r\nContent-Length: 3, 3\r\n"), 400},
    {"signed length", get("/", "Host: a\r\nContent-Length: +3\r\n"), 400},
    {"negative length", get("/", "Host: a\r\nContent-Length: -3\r\n"), 400},
    {"hexadecimal length", get("/", "Host: a\r\nContent-Length: 0x3\r\n"), 400},
    {"empty length", get("/", "Host: a\r\nContent-Length:\r\n"), 400},
    {"endless length", get("/", "Host: a\r\nContent-Length: 18446744073709551616\r\n"), 400},
    {"length with a blank inside", get("/", "Host: a\r\nContent-Length: 3 4\r\n"), 400},
    {"two encodings", get("/", "Host: a\r\nTransfer-Encoding: chunked\r\nTransfer-Encoding: chunked\r\n"),
     400},
    {"unknown encoding", get("/", "Host: a\r\nTransfer-Encoding: gzip\r\n"), 501},
    {"stacked encoding", get("/", "Host: a\r\nTransfer-Encoding: gzip, chunked\r\n"), 501},
    {"identity", get("/", "Host: a\r\nTransfer-Encoding: identity\r\n"), 501},
    {"vertical tab before chunked", get("/", "Host: a\r\nTransfer-Encoding: \vchunked\r\n"), 400},
    {"chunks in HTTP/1.0", "POST / HTTP/1.0\r\nTransfer-Encoding: chunked\r\n\r\n", 400},
    {"folded line", get("/", "Host: a\r\nX: 1\r\n 2\r\n"), 400},
    {"folded line by tab", get("/", "Host: a\r\nX: 1\r\n\t2\r\n"), 400},
    {"blank before the first header", get("/", " Host: a\r\n"), 400},
    {"bare LF", "GET / HTTP/1.1\nHost: a\n\n", 400},
    {"bare LF in a header", get("/", "Host: a\nX: 1\r\n"), 400},
    {"bare CR in a header", get("/", "Host: a\r\nX: 1\r2\r\n"), 400},
    {"CR CR LF", get("/", "Host: a\r\r\n"), 400},
    {"NUL in a value", get("/", "Host: a\r\nX: 1\0002\r\n"s), 400},
    {"NUL in a name", get("/", "Host: a\r\nX\0: 1\r\n"s), 400},
    {"control character in a value", get("/", "Host: a\r\nX: 1\x01\r\n"), 400},
    {"DEL in a value", get("/", "Host: a\r\nX: 1\x7f\r\n"), 400},
    {"blank before the colon", get("/", "Host : a\r\n"), 400},
    {"tab before the colon", get("/", "Host: a\r\nContent-Length\t: 3\r\n"), 400},
    {"name that is no token", get("/", "Host: a\r\nX(y): 1\r\n"), 400},
    {"name beyond ASCII", get("/", "Host: a\r\nX\xc3\xa4: 1\r\n"), 400},
    {"empty name", get("/", "Host: a\r\n: 1\r\n"), 400},
    {"line without a colon", get("/", "Host: a\r\nnonsense\r\n"), 400},
    {"HTTP/0.9", "GET /\r\n\r\n", 400},
    {"version in lower case", "GET / http/1.1\r\nHost: a\r\n\r\n", 400},
    {"HTTP/2 preface", "PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n", 505},
    {"HTTP/1.2", "GET / HTTP/1.2\r\nHost: a\r\n\r\n", 505},
    {"HTTP/3.0", "GET / HTTP/3.0\r\nHost: a\r\n\r\n", 505},
    {"version with more digits", "GET / HTTP/1.10\r\nHost: a\r\n\r\n", 400},
    {"no Host", get("/", ""), 400},
    {"two Hosts", get("/", "Host: a\r\nHost: a\r\n"), 400},
    {"Host with a path", get("/", "Host: a/b\r\n"), 400},
    {"Host with user information", get("/", "Host: u@a\r\n"), 400},
    {"Host with a list", get("/", "Host: a, b\r\n"), 400},
    {"two blanks", "GET  / HTTP/1.1\r\nHost: a\r\n\r\n", 400},
    {"blank in the target", "GET /a b HTTP/1.1\r\nHost: a\r\n\r\n", 400},
    {"tab in the target", "GET /a\tb HTTP/1.1\r\nHost: a\r\n\r\n", 400},
    {"blank after the version", "GET / HTTP/1.1 \r\nHost: a\r\n\r\n", 400},
    {"NUL in the target", "GET /\0 HTTP/1.1\r\nHost: a\r\n\r\n"s, 400},
    {"control character in the target", get("/\x01"), 400},
    {"DEL in the target", get("/\x7f"), 400},
    {"fragment", get("/a#b"), 400},
    {"relative target", get("a"), 400},
    {"foreign scheme", get("ftp://a/"), 400},
    {"absolute without a host", get("http:///a"), 400},
    {"absolute with user information", get("http://u:p@a/"), 400},
    {"asterisk without OPTIONS", get("*"), 400},
    {"empty target", "GET HTTP/1.1\r\nHost: a\r\n\r\n", 400},
    {"CONNECT", "CONNECT a:443 HTTP/1.1\r\nHost: a\r\n\r\n", 501},
    {"method that is no token", "G(T / HTTP/1.1\r\nHost: a\r\n\r\n", 400},
    {"no request at all", "\x16\x03\x01\x02", 400},
    {"blank first", " GET / HTTP/1.1\r\nHost: a\r\n\r\n", 400},
    {"many empty lines first", "\r\n\r\nGET / HTTP/1.1\r\nHost: a\r\n\r\n", 400},
    {"expectation", get("/", "Host: a\r\nExpect: miracles\r\n"), 417},
};

TEST(Parser, RefusesWhatCouldBeReadInTwoWays) {
  for (const Refused& entry : hostile_requests) {
    EXPECT_EQ(status_for(entry.bytes), entry.status) << entry.why;
    for (std::size_t cut = 0; cut < entry.bytes.size(); ++cut) {
      RequestHead head;
      const auto size = parse(entry.bytes, head, cut);
      ASSERT_FALSE(size) << entry.why << " cut at " << cut;
      EXPECT_EQ(status_of(size.error()), entry.status) << entry.why << " cut at " << cut;
    }
  }
}

TEST(Parser, ReadsAHeadWhereverTheNetworkCutsIt) {
  const std::string bytes =
      "POST /rest/v1/brands?select=id,%20name&x=\"y\" HTTP/1.1\r\nHost: example.org:54321\r\n"
      "Content-Type:application/json\r\nPrefer: \t return=minimal \t \r\nprefer: count=exact\r\nX-Empty:\r\n"
      "X-Name: \xc3\xa4\r\nContent-Length: 5\r\n\r\nhello";
  for (std::size_t cut = 0; cut <= bytes.size(); ++cut) {
    RequestHead head;
    const auto size = parse(bytes, head, cut);
    ASSERT_TRUE(size) << size.error().message << cut;
    EXPECT_EQ(*size, bytes.size() - 5);
    EXPECT_EQ(head.method, Method::post);
    EXPECT_EQ(head.target, "/rest/v1/brands?select=id,%20name&x=\"y\"");
    EXPECT_EQ(head.path(), "/rest/v1/brands");
    EXPECT_EQ(head.query(), "select=id,%20name&x=\"y\"");
    EXPECT_EQ(head.host, "example.org:54321");
    EXPECT_EQ(head.headers.size(), 7U);
    EXPECT_EQ(head.headers.get("content-type"), "application/json");
    EXPECT_EQ(head.headers.combined("Prefer"), "return=minimal, count=exact");
    EXPECT_EQ(head.headers.get("x-empty"), "");
    EXPECT_EQ(head.headers.get("x-name"), "\xc3\xa4");
    EXPECT_EQ(head.framing, BodyFraming::content_length);
    EXPECT_EQ(head.content_length, 5U);
    EXPECT_TRUE(head.keep_alive);
    EXPECT_FALSE(head.expects_continue);
  }
}

TEST(Parser, ReadsEachFormOfTarget) {
  struct Form {
    std::string bytes;
    const char *path, *query, *host;
  };
  const std::vector<Form> table{
      {get("/"), "/", "", "a"},
      {get("/?"), "/", "", "a"},
      {get("/?a?b/c"), "/", "a?b/c", "a"},
      {get("//x"), "//x", "", "a"},
      {get("/\xc3\xa4"), "/\xc3\xa4", "", "a"},
      {get("http://b:80/x?y"), "/x", "y", "b:80"},
      {get("HTTPS://b"), "/", "", "b"},
      {get("http://[::1]:80?y"), "/", "y", "[::1]:80"},
      {"OPTIONS * HTTP/1.1\r\nHost: a\r\n\r\n", "*", "", "a"},
      {"GET /x HTTP/1.0\r\n\r\n", "/x", "", ""},
      {"\r\nGET /x HTTP/1.1\r\nHost:\r\n\r\n", "/x", "", ""},
  };
  for (const Form& form : table) {
    RequestHead head;
    const auto size = parse(form.bytes, head);
    ASSERT_TRUE(size) << form.bytes << size.error().message;
    EXPECT_EQ(*size, form.bytes.size());
    EXPECT_EQ(head.path(), form.path);
    EXPECT_EQ(head.query(), form.query);
    EXPECT_EQ(head.host, form.host);
  }
}

TEST(Parser, KnowsWhenAConnectionStays) {
  RequestHead head;
  ASSERT_TRUE(parse(get("/"), head));
  EXPECT_TRUE(head.keep_alive);
  ASSERT_TRUE(parse(get("/", "Host: a\r\nConnection: x, Close\r\n"), head));
  EXPECT_FALSE(head.keep_alive);
  ASSERT_TRUE(parse("GET / HTTP/1.0\r\n\r\n", head));
  EXPECT_FALSE(head.keep_alive);
  ASSERT_TRUE(parse("GET / HTTP/1.0\r\nConnection: Keep-Alive\r\n\r\n", head));
  EXPECT_TRUE(head.keep_alive);
  EXPECT_EQ(head.minor_version, 0);
}

TEST(Parser, KnowsMethodsByTheirExactSpelling) {
  RequestHead head;
  ASSERT_TRUE(parse("PROPFIND / HTTP/1.1\r\nHost: a\r\n\r\n", head));
  EXPECT_EQ(head.method, Method::other);
  EXPECT_EQ(head.method_text, "PROPFIND");
  ASSERT_TRUE(parse("get / HTTP/1.1\r\nHost: a\r\n\r\n", head));
  EXPECT_EQ(head.method, Method::other);
  for (const Method method : {Method::get, Method::head, Method::post, Method::put, Method::patch,
                              Method::delete_, Method::options}) {
    ASSERT_TRUE(parse(std::string(method_name(method)) + " / HTTP/1.1\r\nHost: a\r\n\r\n", head));
    EXPECT_EQ(head.method, method);
  }
}

TEST(Parser, HoldsEachLimitToTheByte) {
  const Limits limits{.target_bytes = 100, .header_block_bytes = 200, .header_count = 5};
  const auto target = [&](std::size_t size) { return get("/" + std::string(size - 1, 'x')); };
  EXPECT_EQ(status_for(target(100), limits), 0);
  EXPECT_EQ(status_for(target(101), limits), 414);
  EXPECT_EQ(status_for(target(5000), limits), 414);
  EXPECT_EQ(status_for("GET /" + std::string(5000, 'x'), limits), 414);

  const auto block = [&](std::size_t size) {  // "Host: a\r\n" "X: …\r\n" "\r\n"
    return get("/", "Host: a\r\nX: " + std::string(size - 9 - 5 - 2, 'x') + "\r\n");
  };
  EXPECT_EQ(status_for(block(200), limits), 0);
  EXPECT_EQ(status_for(block(201), limits), 431);
  EXPECT_EQ(status_for("GET / HTTP/1.1\r\nX: " + std::string(500, 'x'), limits), 431);

  EXPECT_EQ(status_for(get("/", "Host: a\r\nA: 1\r\nB: 1\r\nC: 1\r\nD: 1\r\n"), limits), 0);
  EXPECT_EQ(status_for(get("/", "Host: a\r\nA: 1\r\nB: 1\r\nC: 1\r\nD: 1\r\nE: 1\r\n"), limits), 431);
}

TEST(Parser, HoldsTheDefaultLimits) {
  EXPECT_EQ(status_for(get("/" + std::string(16 * 1024 - 1, 'x'))), 0);
  EXPECT_EQ(status_for(get("/" + std::string(16 * 1024, 'x'))), 414);
  EXPECT_EQ(status_for(get("/", "Host: a\r\nX: " + std::string(64 * 1024 - 16, 'x') + "\r\n")), 0);
  EXPECT_EQ(status_for(get("/", "Host: a\r\nX: " + std::string(64 * 1024 - 15, 'x') + "\r\n")), 431);
  std::string headers = "Host: a\r\n";
  for (int count = 1; count < 100; ++count) headers += "X: 1\r\n";
  EXPECT_EQ(status_for(get("/", headers)), 0);
  EXPECT_EQ(status_for(get("/", headers + "X: 1\r\n")), 431);
}

TEST(Parser, ReadsOneRequestAfterTheOther) {
  std::string bytes = get("/a") + "POST /b HTTP/1.1\r\nHost: a\r\nContent-Length: 3\r\n\r\nxyz" + get("/c");
  Limits limits;
  Parser parser(limits);
  RequestHead head;
  std::string paths, body(8, ' ');
  while (!bytes.empty()) {
    const auto size = parser.read_head(bytes, head);
    ASSERT_TRUE(size);
    bytes.erase(0, *size);
    paths += head.path();
    const auto step = parser.read_body(bytes, body);
    ASSERT_TRUE(step);
    if (step->produced > 0) {
      EXPECT_EQ(body.substr(0, step->produced), "xyz");
    }
    bytes.erase(0, step->consumed);
    EXPECT_TRUE(parser.finished());
  }
  EXPECT_EQ(paths, "/a/b/c");
}

}  // namespace
}  // namespace marque::http
