#include "core/files.hpp"

#include <filesystem>
#include <fstream>

#include <fcntl.h>
#include <gtest/gtest.h>
#include <sys/stat.h>
#include <unistd.h>

#include "core/random.hpp"

namespace marque::core {
namespace {

namespace fs = std::filesystem;

class Files : public testing::Test {
 protected:
  Files() : directory_(fs::temp_directory_path() / ("marque-files-" + random_text(8))) {
    fs::create_directory(directory_);
  }
  ~Files() override { fs::remove_all(directory_); }

  mode_t mode_of(const fs::path& path) const {
    struct stat facts{};
    return ::stat(path.c_str(), &facts) == 0 ? facts.st_mode & 07777U : 0;
  }

  fs::path directory_;
};

TEST_F(Files, WritesAndReadsBackWithTheModeAsked) {
  const std::string bytes("a\0b\n", 4);
  ASSERT_TRUE(write_file_atomically(directory_ / "key", bytes));
  EXPECT_EQ(read_file(directory_ / "key").value(), bytes);
  EXPECT_EQ(mode_of(directory_ / "key"), private_file_mode);
  ASSERT_TRUE(write_file_atomically(directory_ / "key", "new", 0644));
  EXPECT_EQ(read_file(directory_ / "key").value(), "new");
  EXPECT_EQ(mode_of(directory_ / "key"), 0644U);
}

TEST_F(Files, LeavesNoTemporaryFileBehind) {
  ASSERT_TRUE(write_file_atomically(directory_ / "one", "1"));
  fs::create_directory(directory_ / "taken");
  EXPECT_FALSE(write_file_atomically(directory_ / "taken", "a directory is in the way"));
  EXPECT_EQ(std::distance(fs::directory_iterator(directory_), fs::directory_iterator()), 2);
}

TEST_F(Files, SaysWhatIsMissingAndWhatIsTooLong) {
  EXPECT_EQ(read_file(directory_ / "absent").error().code, "file.missing");
  ASSERT_TRUE(write_file_atomically(directory_ / "long", std::string(100, 'x')));
  EXPECT_EQ(read_file(directory_ / "long", 99).error().code, "file.too_large");
  EXPECT_TRUE(read_file(directory_ / "long", 100));
}

TEST_F(Files, ReportsAFullDeviceAsNoSpace) {
  EXPECT_EQ(file_error("write", "/x", ENOSPC).code, "file.no_space");
  EXPECT_EQ(file_error("write", "/x", EROFS).code, "file.read_only");
  const FileDescriptor full(::open("/dev/full", O_WRONLY | O_CLOEXEC));
  if (!full) GTEST_SKIP() << "this machine has no /dev/full";
  EXPECT_EQ(write_all(full.get(), "x"), ENOSPC);
}

TEST_F(Files, MakesDirectoriesWithTheirMode) {
  ASSERT_TRUE(make_directory(directory_ / "a" / "b"));
  EXPECT_EQ(mode_of(directory_ / "a" / "b"), private_directory_mode);
  EXPECT_TRUE(make_directory(directory_ / "a" / "b"));
  ASSERT_TRUE(write_file_atomically(directory_ / "file", "x"));
  EXPECT_FALSE(make_directory(directory_ / "file"));
}

TEST(FileDescriptor, ClosesOnceAndMoves) {
  auto ends = open_pipe();
  ASSERT_TRUE(ends);
  const int number = ends->write_end.get();
  FileDescriptor moved = std::move(ends->write_end);
  EXPECT_FALSE(ends->write_end.is_open());
  EXPECT_EQ(moved.get(), number);
  ASSERT_EQ(write_all(moved.get(), "x"), 0);
  moved.close();
  char byte = 0;
  EXPECT_EQ(::read(ends->read_end.get(), &byte, 1), 1);
  EXPECT_EQ(::read(ends->read_end.get(), &byte, 1), 0) << "the write end is closed";
}

}  // namespace
}  // namespace marque::core
