#include "rest/media_type.hpp"

#include <gtest/gtest.h>

namespace marque::rest {
namespace {

std::string name(std::string_view text) { return media_type_name(read_media_type(text)); }

/// The names of what a header accepts, best first.
std::string accepted(std::string_view header) {
  std::string names;
  for (const MediaType& type : read_accept(header))
    names += (names.empty() ? "" : ", ") + media_type_name(type);
  return names;
}

TEST(MediaType, IsKnownByItsNameWithoutCase) {
  EXPECT_EQ(read_media_type("Application/JSON").kind, MediaKind::json);
  EXPECT_EQ(read_media_type("application/json; charset=utf-8").kind, MediaKind::json);
  EXPECT_EQ(read_media_type("application/json; $$ ignored $$").kind, MediaKind::json);
  EXPECT_EQ(read_media_type("*/*").kind, MediaKind::any);
  EXPECT_EQ(read_media_type("text/csv").kind, MediaKind::csv);
  EXPECT_EQ(read_media_type("application/x-www-form-urlencoded").kind, MediaKind::form);
  EXPECT_EQ(read_media_type("ApplicatIon/vnd.PgRsT.object+json").kind, MediaKind::object);
}

TEST(MediaType, IsKeptAsItWasWrittenWhereNobodyKnowsIt) {
  EXPECT_EQ(name("Application/vnd.Twkb; a=b"), "Application/vnd.Twkb; a=b");
  EXPECT_EQ(name("undefined"), "undefined");
  EXPECT_EQ(name(""), "");
  EXPECT_EQ(name("a\xe4/b"), "a\xc3\xa4/b");
}

TEST(MediaType, StripsNullsWhereAskedTo) {
  EXPECT_EQ(read_media_type("application/vnd.pgrst.array+json;nulls=stripped").kind,
            MediaKind::array_stripped);
  EXPECT_EQ(read_media_type("application/vnd.pgrst.array").kind, MediaKind::json);
  EXPECT_EQ(read_media_type("application/vnd.pgrst.object; Nulls=stripped").kind, MediaKind::object_stripped);
  EXPECT_EQ(read_media_type("application/vnd.pgrst.object;nulls=Stripped").kind, MediaKind::object);
  EXPECT_EQ(name("application/vnd.pgrst.object;nulls=stripped"),
            "application/vnd.pgrst.object+json;nulls=stripped");
}

TEST(MediaType, PlansHaveAFormatOptionsAndASubject) {
  EXPECT_EQ(name("application/vnd.pgrst.plan"), "application/vnd.pgrst.plan+text; for=\"application/json\"");
  EXPECT_EQ(name("application/vnd.pgrst.plan;"), "application/vnd.pgrst.plan+text; for=\"application/json\"");
  EXPECT_EQ(name("application/vnd.pgrst.plan ; for=\"text/xml\" ; options=wal|analyze"),
            "application/vnd.pgrst.plan+text; for=\"text/xml\"; options=analyze|wal");
  EXPECT_EQ(
      content_type(read_media_type("application/vnd.pgrst.plan+json;for=\"application/vnd.pgrst.object\"")),
      "application/vnd.pgrst.plan+json; for=\"application/vnd.pgrst.object+json\"; charset=utf-8");
}

TEST(MediaType, SaysItsCharsetUnlessItHasNone) {
  EXPECT_EQ(content_type(read_media_type("text/csv")), "text/csv; charset=utf-8");
  EXPECT_EQ(content_type(read_media_type("application/octet-stream")), "application/octet-stream");
  EXPECT_EQ(content_type(read_media_type("image/png")), "image/png");
}

TEST(Accept, IsOrderedByQualityThenBySpecificityThenAsItStands) {
  EXPECT_EQ(accepted("text/plain; q=0.5, text/html, text/csv; q=0.8, text/xml"),
            "text/html, text/xml, text/csv, text/plain");
  EXPECT_EQ(accepted("*/*, text/csv"), "text/csv, */*");
  EXPECT_EQ(accepted("text/csv, a/b;c=d"), "a/b;c=d, text/csv");
  EXPECT_EQ(accepted("text/html,application/xhtml+xml,application/xml;q=0.9,image/webp,*/*;q=0.8"),
            "text/html, application/xhtml+xml, image/webp, application/xml, */*");
}

TEST(Accept, ReadsQualitiesThatAreNoneAsOne) {
  EXPECT_EQ(accepted("a/a;q=0.9, b/b;q=x, c/c;q=, d/d;q=.1"), "b/b, c/c, d/d, a/a");
  EXPECT_EQ(accepted("a/a;q=-1, b/b;q=0.5z, c/c;q=2"), "c/c, b/b, a/a");
}

TEST(Accept, DropsWhatFollowsTheQuality) { EXPECT_EQ(accepted("a/b;x=y;q=1;z=1"), "a/b;x=y"); }

TEST(Accept, MissingWelcomesAnythingAndEmptyNothing) {
  ASSERT_EQ(read_accept(std::nullopt).size(), 1U);
  EXPECT_EQ(read_accept(std::nullopt)[0].kind, MediaKind::any);
  EXPECT_TRUE(read_accept("").empty());
}

}  // namespace
}  // namespace marque::rest
