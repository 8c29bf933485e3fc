#include "test_handlers.hpp"

namespace marque::http {
namespace {

using namespace std::chrono_literals;

/// The file that the range tests send, and its content.
struct SentFile {
  explicit SentFile(std::size_t size) : content(digits(size)) {
    FileDescriptor file(::open(directory.file("file").c_str(), O_RDWR | O_CREAT | O_CLOEXEC, 0600));
    EXPECT_EQ(core::write_all(file.get(), content), 0);
    shared = std::make_shared<const FileDescriptor>(std::move(file));
  }
  TestDirectory directory;
  std::string content;
  std::shared_ptr<const FileDescriptor> shared;
};

Task<Response> file_range(std::shared_ptr<const FileDescriptor> file, const Request& request) {
  const std::string query(request.query());
  const std::size_t dash = query.find('-');
  Response response = empty_response(206);
  response.body = FileRange{file, std::stoull(query), std::stoull(query.substr(dash + 1))};
  co_return response;
}

/// Gives its query's number of bytes in pieces, then ends, fails or throws.
struct Counting final : BodySource {
  explicit Counting(std::size_t size, char ending = 'e') : left(size), end(ending) {}
  Task<Result<std::size_t>> read(std::span<char> into) override {
    if (left == 0 && end == 'f') co_return fail("test.broke", "The source broke.");
    if (left == 0 && end == 't') throw std::runtime_error("thrown by the source");
    const std::size_t count = std::min({left, into.size(), std::size_t{777}});
    for (std::size_t index = 0; index < count; ++index)
      into[index] = static_cast<char>('0' + (given + index) % 10);
    left -= count;
    given += count;
    co_return count;
  }
  std::optional<std::uint64_t> length() const override { return known; }
  std::size_t left, given = 0;
  char end;
  std::optional<std::uint64_t> known;
};

Task<Response> streamed(Request& request) {
  const std::string query(request.query());
  auto source = std::make_unique<Counting>(std::stoul(query.substr(1)), query[0]);
  if (query[0] == 'k') source->known = source->left;
  Response response = empty_response(200);
  response.body = std::move(source);
  co_return response;
}

Task<Response> shared_text(Request&) {
  auto owner = std::make_shared<std::string>(digits(300'000));
  Response response = empty_response(200);
  response.body = SharedText{*owner, owner};
  co_return response;
}

Task<Response> echo_three(Request& request) {
  auto body = co_await request.read_all(3);
  if (!body) co_return error_response(body.error());
  co_return text_response(200, "text/plain", std::move(*body));
}

Router routes(const SentFile& file) {
  Router router;
  router.add(Method::get, "/hello", hello);
  router.add(Method::post, "/hello", hello);
  router.add(Method::post, "/echo", echo, {.body_limit = 10});
  router.add(Method::post, "/three", echo_three, {.body_limit = 10});
  router.add(Method::post, "/default", echo);
  router.add(Method::post, "/count", count_bytes, {.body_limit = no_body_limit});
  router.add(Method::get, "/file",
             [shared = file.shared](Request& request) { return file_range(shared, request); });
  router.add(Method::get, "/stream", streamed);
  router.add(Method::get, "/shared", shared_text);
  return router;
}

class ServerBody : public testing::Test {
 protected:
  SentFile file{3'000'000};
  TestServer server{routes(file)};
  TestClient client = server.client();

  std::string ask(const std::string& request) { return client.send(request).read_answer(); }
};

std::string chunked(std::string_view path, std::string_view chunks) {
  return std::string("POST ")
      .append(path)
      .append(" HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n")
      .append(chunks);
}

TEST_F(ServerBody, ReadsBodiesInBothFramings) {
  EXPECT_EQ(body_of(ask(post("/echo", "0123456789"))), "0123456789");
  EXPECT_EQ(body_of(ask(post("/echo", ""))), "");
  EXPECT_EQ(body_of(ask(chunked("/echo", "4\r\nabcd\r\n3;x=y\r\nefg\r\n0\r\nT: x\r\n\r\n"))), "abcdefg");
  EXPECT_EQ(body_of(ask("POST /echo HTTP/1.1\r\nHost: a\r\n\r\n")), "");
  EXPECT_EQ(body_of(ask(post("/count", digits(5'000'000)))), "5000000");
  EXPECT_EQ(body_of(ask(post("/default", digits(1024 * 1024)))), digits(1024 * 1024));
}

TEST_F(ServerBody, ReadsChunksThatComeByteByByte) {
  const std::string bytes = chunked("/echo", "3\r\nabc\r\n2\r\nde\r\n0\r\n\r\n");
  for (const char byte : bytes) {
    client.send(std::string_view(&byte, 1));
    std::this_thread::sleep_for(1ms);
  }
  EXPECT_EQ(body_of(client.read_answer()), "abcde");
}

TEST_F(ServerBody, RefusesWhatIsLargerThanTheRouteAllows) {
  for (const std::string& request :
       {post("/echo", digits(11)), post("/three", "abcd"), chunked("/echo", "b\r\n0123456789a\r\n0\r\n\r\n"),
        chunked("/echo", "8\r\n01234567\r\n8\r\n01234567\r\n0\r\n\r\n"),
        post("/default", digits(1024 * 1024 + 1)), post("/echo", digits(8'000'000))}) {
    TestClient each = server.client();
    const std::string answer = each.send(request).read_answer();
    EXPECT_TRUE(answer.starts_with("HTTP/1.1 413 ")) << answer;
    EXPECT_NE(answer.find("http.body_too_large"), answer.npos);
    if (answer.find("Connection: close") != answer.npos) {
      EXPECT_TRUE(each.ended());
    }
  }
  EXPECT_EQ(body_of(ask(post("/three", "abc"))), "abc");
}

TEST_F(ServerBody, RefusesBrokenChunksAndTruncatedBodies) {
  EXPECT_TRUE(client.send(chunked("/echo", "3\r\nabcX")).read_to_end().starts_with("HTTP/1.1 400 "));
  TestClient cut = server.client();
  const std::string answer = cut.send("POST /echo HTTP/1.1\r\nHost: a\r\nContent-Length: 9\r\n\r\nabc")
                                 .finish_sending()
                                 .read_to_end();
  EXPECT_TRUE(answer.starts_with("HTTP/1.1 400 ")) << answer;
  EXPECT_NE(answer.find("http.body_incomplete"), answer.npos);
}

TEST_F(ServerBody, SaysContinueWhenTheBodyIsWanted) {
  const std::string head = "Expect: 100-continue\r\n";
  client.send("POST /echo HTTP/1.1\r\nHost: a\r\nContent-Length: 3\r\n" + head + "\r\n");
  EXPECT_EQ(client.read_until("\r\n\r\n"), "HTTP/1.1 100 Continue\r\n\r\n");
  EXPECT_EQ(body_of(client.send("abc").read_answer()), "abc");
  // The body came along: nobody waits.
  EXPECT_TRUE(ask(post("/echo", "abc", head)).starts_with("HTTP/1.1 200 OK\r\n"));
  // Too large, or not wanted: the answer comes instead of the invitation.
  TestClient large = server.client();
  large.send("POST /echo HTTP/1.1\r\nHost: a\r\nContent-Length: 11\r\n" + head + "\r\n");
  EXPECT_TRUE(large.read_to_end().starts_with("HTTP/1.1 413 "));
  TestClient unwanted = server.client();
  unwanted.send("POST /hello HTTP/1.1\r\nHost: a\r\nContent-Length: 3\r\n" + head + "\r\n");
  EXPECT_NE(unwanted.read_to_end().find("Connection: close"), std::string::npos);
}

TEST_F(ServerBody, ThrowsUnreadBodiesAwayWithinALimit) {
  EXPECT_EQ(body_of(ask(post("/hello", digits(200'000)))), "hello");
  EXPECT_EQ(body_of(ask(chunked("/hello", "5\r\nabcde\r\n0\r\n\r\n"))), "hello");
  EXPECT_EQ(body_of(ask(get("/hello"))), "hello");
  EXPECT_NE(ask(post("/hello", digits(600'000))).find("Connection: close"), std::string::npos);
  EXPECT_TRUE(client.ended());
}

TEST_F(ServerBody, SendsPiecesOfFiles) {
  for (const auto& [offset, length] : std::vector<std::pair<std::size_t, std::size_t>>{
           {0, 3'000'000}, {0, 1}, {2'999'999, 1}, {123, 4567}, {5, 2'500'000}, {7, 0}}) {
    const std::string answer = ask(get("/file?" + std::to_string(offset) + "-" + std::to_string(length)));
    EXPECT_EQ(body_of(answer), file.content.substr(offset, length)) << offset;
  }
  const std::string head =
      client.send("HEAD /file?0-3000000 HTTP/1.1\r\nHost: a\r\n\r\n").read_until("\r\n\r\n");
  EXPECT_NE(head.find("Content-Length: 3000000\r\n"), head.npos);
  // The file turns out to be shorter than the answer promised: the connection must break.
  const std::string broken = client.send(get("/file?2999990-20")).read_to_end();
  EXPECT_TRUE(broken.ends_with("\r\n\r\n0123456789")) << broken;
}

TEST_F(ServerBody, SendsSharedText) {
  EXPECT_EQ(body_of(ask(get("/shared"))), digits(300'000));
  EXPECT_EQ(body_of(ask(get("/hello"))), "hello");
}

std::string unchunked(TestClient& client) {
  std::string body;
  while (true) {
    const std::string line = client.read_until("\r\n");
    const std::size_t size = std::stoul(line, nullptr, 16);
    body += client.read_bytes(size);
    EXPECT_EQ(client.read_bytes(2), "\r\n");
    if (size == 0) return body;
  }
}

TEST_F(ServerBody, StreamsChunkedOrByLength) {
  EXPECT_NE(client.send(get("/stream?e100000")).read_until("\r\n\r\n").find("Transfer-Encoding: chunked"),
            std::string::npos);
  EXPECT_EQ(unchunked(client), digits(100'000));
  client.send(get("/stream?e0")).read_until("\r\n\r\n");
  EXPECT_EQ(unchunked(client), "");
  EXPECT_EQ(body_of(ask(get("/stream?k50000"))), digits(50'000));
  TestClient old = server.client();
  EXPECT_EQ(body_of(old.send("GET /stream?e5000 HTTP/1.0\r\nConnection: keep-alive\r\n\r\n").read_to_end()),
            digits(5000));
}

TEST_F(ServerBody, ShowsThatAStreamBrokeOff) {
  testing::internal::CaptureStderr();
  for (const char* path : {"/stream?f1000", "/stream?t1000"}) {
    TestClient each = server.client();
    const std::string answer = each.send(get(path)).read_to_end();
    EXPECT_EQ(answer.find("0\r\n\r\n", answer.size() - 5), answer.npos);
    EXPECT_EQ(answer.find("(still open)"), answer.npos);
  }
  const std::string log = testing::internal::GetCapturedStderr();
  EXPECT_NE(log.find("The source broke."), log.npos);
  EXPECT_NE(log.find("thrown by the source"), log.npos);
}

}  // namespace
}  // namespace marque::http
