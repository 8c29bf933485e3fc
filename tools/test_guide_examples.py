import unittest

from guide_examples import translate

GUIDE = """
```sh
ls
```
```cpp
print(1);
```

```text
1
```
```cpp compile
print(2);
```
```cpp
struct Brand {};
```
"""


class GuideExamples(unittest.TestCase):
    def test_statements_become_functions_with_what_they_print(self):
        code = translate(GUIDE)
        self.assertIn("void example_0(", code)
        self.assertIn('{"example_0", &example_0, "1\\n"}', code)

    def test_some_are_only_compiled(self):
        code = translate(GUIDE)
        self.assertIn("void example_2(", code)
        self.assertNotIn("&example_2", code)

    def test_definitions_stay_as_they_are(self):
        self.assertIn("\nstruct Brand {};\n", translate(GUIDE))


if __name__ == "__main__":
    unittest.main()
