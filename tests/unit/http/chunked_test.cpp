#include "http/chunked.hpp"

#include <array>

#include <gtest/gtest.h>

namespace marque::http {
namespace {

struct Decoded {
  std::string body;
  std::size_t consumed = 0;
  bool finished = false;
  bool failed = false;
};

/// Decodes `bytes`, giving them in pieces of `input_size` and taking at most `output_size` bytes at a time.
Decoded decode(std::string_view bytes, std::size_t input_size = 4096, std::size_t output_size = 4096) {
  ChunkDecoder decoder;
  Decoded result;
  std::string output(output_size, '\0');
  while (result.consumed < bytes.size() && !decoder.finished()) {
    const auto step = decoder.decode(bytes.substr(result.consumed, input_size), output);
    if (!step) return result.failed = true, result;
    result.consumed += step->consumed;
    result.body.append(output, 0, step->produced);
  }
  result.finished = decoder.finished();
  return result;
}

TEST(Chunked, DecodesInPiecesOfEverySize) {
  const std::string bytes =
      "5\r\nhello\r\n00c;name=\"va;lue\"\r\n, wide world\r\n0\r\nTrailer: x\r\nB: y\r\n\r\nGET";
  for (std::size_t input = 1; input <= bytes.size(); ++input)
    for (const std::size_t output : {1U, 2U, 7U, 100U}) {
      const Decoded decoded = decode(bytes, input, output);
      ASSERT_TRUE(decoded.finished) << input << " " << output;
      EXPECT_EQ(decoded.body, "hello, wide world");
      EXPECT_EQ(decoded.consumed, bytes.size() - 3);
    }
}

TEST(Chunked, RefusesEveryMalformedForm) {
  using namespace std::string_literals;
  const std::array table{"\r\n"s,
                         "x\r\n"s,
                         "-1\r\n"s,
                         "+1\r\n"s,
                         "0x1\r\n"s,
                         " 1\r\n"s,
                         "1 \r\n"s,
                         "1\n"s,
                         "1\r"s + "x",
                         "1\r\nab\r\n"s,
                         "1\r\na\n"s,
                         "1\r\na\rx"s,
                         "1;a\nb\r\n"s,
                         "1;\0\r\n"s,
                         "1;a\rb"s,
                         "1000000000000000\r\n"s,
                         "0\r\n x\r\n"s,
                         "0\r\n:x\r\n"s,
                         "0\r\nA: \0\r\n"s,
                         "0\r\nA: b\n"s,
                         "0\r\n\rx"s,
                         "0\r\nA: b\rx"s,
                         ";\r\n"s,
                         "1;"s + std::string(2000, 'x'),
                         "0\r\nA: "s + std::string(9000, 'x')};
  for (const std::string& bytes : table)
    for (const std::size_t piece : {1U, 3U, 10000U}) EXPECT_TRUE(decode(bytes, piece).failed) << bytes;
}

TEST(Chunked, IsNotFinishedEarly) {
  const std::string bytes = "3\r\nabc\r\n0\r\n\r\n";
  for (std::size_t size = 0; size < bytes.size(); ++size) {
    const Decoded decoded = decode(std::string_view(bytes).substr(0, size));
    EXPECT_FALSE(decoded.finished);
    EXPECT_FALSE(decoded.failed);
  }
  EXPECT_TRUE(decode(bytes).finished);
}

}  // namespace
}  // namespace marque::http
