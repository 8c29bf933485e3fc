import tempfile
import unittest
from pathlib import Path

from check_includes import FLOOR_OF, faults, room_of


class Includes(unittest.TestCase):
    def check(self, **sources: str) -> list[str]:
        """Faults of a small repository; `src__pg__pool_hpp` names the file src/pg/pool.hpp."""
        with tempfile.TemporaryDirectory() as folder:
            root = Path(folder)
            for key, text in sources.items():
                path = root / ".".join(key.replace("__", "/").rsplit("_", 1))
                path.parent.mkdir(parents=True, exist_ok=True)
                path.write_text(text, encoding="utf-8")
            return faults(root)

    def test_downwards_and_own_room_are_right(self):
        self.assertEqual(self.check(src__pg__pool_hpp='#include "core/error.hpp"\n#include "pg/batch.hpp"\n',
                                    src__cli__serve_cpp='#include "rest/read.hpp"\n#include <vector>\n'), [])

    def test_upwards_names_file_line_and_rule(self):
        self.assertEqual(self.check(src__pg__pool_cpp='#include <vector>\n#include "query/tree.hpp"\n'),
                         ["src/pg/pool.cpp:2: upwards: query is above pg (query/tree.hpp)"])

    def test_angle_brackets_do_not_hide_a_room(self):
        self.assertIn("upwards", self.check(src__core__a_cpp="#  include <pg/pool.hpp>\n")[0])

    def test_sideways_is_wrong_except_for_storage(self):
        self.assertIn("sideways", self.check(src__rest__read_cpp='#include "auth/token.hpp"\n')[0])
        self.assertIn("sideways", self.check(src__storage__a_cpp='#include "flow/job.hpp"\n')[0])
        self.assertEqual(self.check(src__flow__a_cpp='#include "storage/blob.hpp"\n',
                                    src__legacy__a_cpp='#include "storage/blob.hpp"\n'), [])

    def test_a_folder_inside_a_room_belongs_to_the_room(self):
        self.assertEqual(room_of("src/pg/embedded/cluster.cpp"), "pg")
        self.assertIn("upwards", self.check(src__pg__embedded__a_cpp='#include "rest/read.hpp"\n')[0])

    def test_a_room_that_the_house_does_not_have(self):
        self.assertIn("has no such room", self.check(src__util__a_cpp="\n")[0])
        self.assertIn("has no such room", self.check(src__version_hpp="\n")[0])

    def test_heavy_headers_stay_out_of_headers(self):
        for header in ("boost/asio.hpp", "boost/asio/read.hpp", "boost/beast/http.hpp", "CLI/CLI.hpp",
                       "toml++/toml.h"):
            self.assertIn("heavy", self.check(src__core__a_hpp=f"#include <{header}>\n")[0])
            self.assertEqual(self.check(src__core__a_cpp=f"#include <{header}>\n"), [])
        self.assertEqual(self.check(src__core__task_hpp="#include <boost/asio/awaitable.hpp>\n"), [])

    def test_relative_paths_are_named(self):
        self.assertIn("from src/", self.check(src__pg__a_cpp='#include "../core/error.hpp"\n')[0])
        self.assertIn("from src/", self.check(src__pg__a_cpp='#include "b.hpp"\n', src__pg__b_hpp="\n")[0])
        self.assertEqual(self.check(src__pg__a_cpp='#include "generated_sql.hpp"\n'), [])

    def test_the_public_library_stands_alone(self):
        self.assertIn("stands alone", self.check(include__marque__query_hpp='#include "query/tree.hpp"\n')[0])
        self.assertEqual(self.check(src__client__a_cpp='#include "marque/query.hpp"\n',
                                    include__marque__a_hpp="#include <marque/query.hpp>\n"), [])
        self.assertIn("below", self.check(src__core__a_cpp='#include "marque/query.hpp"\n')[0])

    def test_every_floor_looks_down_only(self):
        for room, floor in FLOOR_OF.items():
            for other, other_floor in FLOOR_OF.items():
                found = self.check(**{f"src__{room}__a_cpp": f'#include "{other}/a.hpp"\n'})
                allowed = room == other or other_floor < floor
                allowed = allowed or (room, other) in {("flow", "storage"), ("legacy", "storage")}
                self.assertEqual(found == [], allowed, f"{room} includes {other}")


if __name__ == "__main__":
    unittest.main()
