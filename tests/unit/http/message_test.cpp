#include "http/message.hpp"

#include <gtest/gtest.h>

#include "http/access_log.hpp"
#include "http/error.hpp"
#include "http/response_writer.hpp"
#include "http/url.hpp"

namespace marque::http {
namespace {

TEST(Headers, FindsNamesWithoutCaseAndKeepsOrder) {
  Headers headers{{"Accept", "a"}, {"Prefer", "x"}, {"accept", "b"}};
  EXPECT_EQ(headers.get("ACCEPT"), "a");
  EXPECT_EQ(headers.get_all("Accept"), (std::vector<std::string_view>{"a", "b"}));
  EXPECT_EQ(headers.combined("accept"), "a, b");
  EXPECT_EQ(headers.get("Acc"), std::nullopt);
  EXPECT_EQ(headers.get_or("Nothing", "else"), "else");
  EXPECT_TRUE(headers.remove("ACCEPT"));
  EXPECT_FALSE(headers.remove("ACCEPT"));
  headers.set("X", headers.get_or("Prefer", ""));
  headers.set("Prefer", headers.get_or("Prefer", ""));
  std::string text;
  for (const Header header : headers) text.append(header.name).append("=").append(header.value).append(";");
  EXPECT_EQ(text, "X=x;Prefer=x;");
}

TEST(Url, DecodesAndTellsWhereAnEscapeIsMalformed) {
  EXPECT_EQ(percent_decode("a%20b%2Fc%c3%A4+").value(), "a b/c\xc3\xa4+");
  EXPECT_EQ(percent_decode("a+b", Plus::blank).value(), "a b");
  EXPECT_EQ(percent_decode("%00").value(), std::string(1, '\0'));
  EXPECT_EQ(find_malformed_escape("ab%20%4"), 5U);
  EXPECT_EQ(find_malformed_escape("%"), 0U);
  EXPECT_EQ(find_malformed_escape("%%20"), 0U);
  EXPECT_EQ(find_malformed_escape("%20"), std::nullopt);
  const auto failed = percent_decode("ab%zz");
  ASSERT_FALSE(failed);
  EXPECT_EQ(failed.error().code, "http.bad_escape");
  EXPECT_TRUE(failed.error().detail.starts_with("at character 2 ")) << failed.error().detail;
  EXPECT_EQ(percent_decode_lenient("a%zz%41%"), "a%zzA%");
  EXPECT_EQ(percent_encode("a b/\xc3\xa4~"), "a%20b%2F%C3%A4~");
  EXPECT_EQ(percent_encode("a/b c", true), "a/b%20c");
}

TEST(Url, SplitsAQuery) {
  const auto parameters = split_query("&a=1&b&c==%2&&d=");
  ASSERT_EQ(parameters.size(), 4U);
  EXPECT_EQ(parameters[0].name, "a");
  EXPECT_EQ(parameters[0].position, 1U);
  EXPECT_FALSE(parameters[1].has_value);
  EXPECT_EQ(parameters[2].value, "=%2");
  EXPECT_TRUE(parameters[3].has_value);
  EXPECT_EQ(query_value("x=1&%61=b+c%21", "a"), "b c!");
  EXPECT_EQ(query_value("x=1", "a"), std::nullopt);
}

TEST(AccessLog, HidesSecrets) {
  EXPECT_EQ(without_secrets("select=id&apikey=s3cret&x=1"), "select=id&apikey=[hidden]&x=1");
  EXPECT_EQ(without_secrets("token=a&access_token=b&refresh_token=c&token_hash=d"),
            "token=[hidden]&access_token=[hidden]&refresh_token=[hidden]&token_hash=[hidden]");
  EXPECT_EQ(without_secrets("%74oken=abc&API%4bEY=abc&X-Amz-Signature=abc&X-Amz-Credential=abc"),
            "%74oken=[hidden]&API%4bEY=[hidden]&X-Amz-Signature=[hidden]&X-Amz-Credential=[hidden]");
  EXPECT_LE(without_secrets("x=" + std::string(9000, 'y')).size(), 1030U);
}

/// The head for `response`, with the lines that every answer has left out.
std::string head(const Response& response, Method method = Method::get, std::uint8_t minor = 1) {
  std::string out;
  append_head(out, response,
              {.method = method, .minor_version = minor, .date = "D", .server_name = "", .request_id = ""});
  const std::size_t date = out.find("Date: D\r\n");
  if (date != out.npos) out.erase(date, 9);
  return out;
}

TEST(ResponseWriter, FramesEachKindOfAnswer) {
  EXPECT_EQ(head(text_response(200, "a/b", "xyz")),
            "HTTP/1.1 200 OK\r\nContent-Type: a/b\r\nContent-Length: 3\r\n\r\n");
  EXPECT_EQ(head(text_response(200, "a/b", "xyz"), Method::head),
            "HTTP/1.1 200 OK\r\nContent-Type: a/b\r\nContent-Length: 3\r\n\r\n");
  EXPECT_EQ(head(empty_response(201)), "HTTP/1.1 201 Created\r\nContent-Length: 0\r\n\r\n");
  EXPECT_EQ(head(text_response(204, "a/b", "xyz")), "HTTP/1.1 204 No Content\r\nContent-Type: a/b\r\n\r\n");
  EXPECT_EQ(head(empty_response(304)), "HTTP/1.1 304 Not Modified\r\n\r\n");
  EXPECT_EQ(head(empty_response(299)), "HTTP/1.1 299 Unknown\r\nContent-Length: 0\r\n\r\n");
  Response sized = empty_response(200);
  sized.headers.add("Content-Length", "12345");
  EXPECT_EQ(head(sized, Method::head), "HTTP/1.1 200 OK\r\nContent-Length: 12345\r\n\r\n");
  EXPECT_EQ(head(sized), "HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n");
}

struct Endless final : BodySource {
  Task<Result<std::size_t>> read(std::span<char>) override { co_return std::size_t{0}; }
};

TEST(ResponseWriter, SendsUnknownLengthsChunkedOrUntilTheEnd) {
  Response response;
  response.body = std::make_unique<Endless>();
  EXPECT_EQ(head(response), "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n");
  EXPECT_EQ(head(response, Method::get, 0), "HTTP/1.1 200 OK\r\nConnection: close\r\n\r\n");
  EXPECT_EQ(head(empty_response(200), Method::get, 0),
            "HTTP/1.1 200 OK\r\nContent-Length: 0\r\nConnection: keep-alive\r\n\r\n");
}

TEST(ResponseWriter, LeavesOutHeadersThatWouldInjectOthers) {
  using namespace std::string_literals;
  Response response = empty_response(200);
  for (const std::string& value : {"a\r\nSet-Cookie: x"s, "a\nb"s, "a\rb"s, "a\0b"s, "a\x7f"s, "\x1b[0m"s})
    response.headers.add("X-Value", value);
  for (const std::string& name : {"X\r\nY"s, "X Y"s, ""s, "X:"s, "X\0"s}) response.headers.add(name, "v");
  response.headers.add("X-Good", "tab\tand \xc3\xa4");
  response.headers.add("Transfer-Encoding", "chunked");
  response.headers.add("content-length", "7");
  response.headers.add("Connection", "upgrade");
  testing::internal::CaptureStderr();
  EXPECT_EQ(head(response), "HTTP/1.1 200 OK\r\nX-Good: tab\tand \xc3\xa4\r\nContent-Length: 0\r\n\r\n");
  EXPECT_NE(testing::internal::GetCapturedStderr().find("left out"), std::string::npos);
}

TEST(ResponseWriter, LetsAHandlerSetDateServerAndRequestId) {
  Response response = empty_response(200);
  response.headers.add("Date", "mine");
  response.headers.add("server", "mine");
  response.headers.add("X-Request-Id", "mine");
  std::string out;
  append_head(out, response, {.date = "D", .server_name = "S", .request_id = "R"});
  EXPECT_EQ(
      out,
      "HTTP/1.1 200 OK\r\nDate: mine\r\nserver: mine\r\nX-Request-Id: mine\r\nContent-Length: 0\r\n\r\n");
}

TEST(ResponseWriter, WritesAReasonOfTheHandlersOwnIfItIsSafe) {
  Response response = empty_response(402);
  response.reason = "Quota exceeded";
  EXPECT_EQ(head(response), "HTTP/1.1 402 Quota exceeded\r\nContent-Length: 0\r\n\r\n");
  response.reason = "Quota\r\nX-Own: header";
  EXPECT_EQ(head(response), "HTTP/1.1 402 Payment Required\r\nContent-Length: 0\r\n\r\n");
}

TEST(ResponseWriter, WritesDates) {
  DateText date;
  EXPECT_EQ(date.at(0), "Thu, 01 Jan 1970 00:00:00 GMT");
  EXPECT_EQ(date.at(1771489800), "Thu, 19 Feb 2026 08:30:00 GMT");
}

TEST(Status, HasNames) {
  EXPECT_EQ(status_reason(200), "OK");
  EXPECT_EQ(status_reason(431), "Request Header Fields Too Large");
  EXPECT_EQ(status_reason(507), "Insufficient Storage");
  EXPECT_EQ(status_reason(999), "Unknown");
}

TEST(Errors, BecomeJson) {
  const Response response = error_response(Error("http.body_too_large", "M").with_hint("H"));
  EXPECT_EQ(response.status, 413);
  EXPECT_EQ(std::get<std::string>(response.body),
            R"({"code":"http.body_too_large","message":"M","hint":"H"})");
  EXPECT_EQ(error_response(Error("pg.other", "M")).status, 500);
}

}  // namespace
}  // namespace marque::http
