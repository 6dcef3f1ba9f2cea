"""Runs every test_*.py beside this file. The last line is `N passed, N failed`."""

import pathlib
import sys
import unittest


class Counting(unittest.TextTestResult):
    """A test counts once, however many of its parts fail."""

    def __init__(self, *arguments, **keywords):
        super().__init__(*arguments, **keywords)
        self.bad = set()

    def addFailure(self, test, err):
        super().addFailure(test, err)
        self.bad.add(test.id())

    def addError(self, test, err):
        super().addError(test, err)
        self.bad.add(test.id())

    def addSubTest(self, test, subtest, err):
        super().addSubTest(test, subtest, err)
        if err is not None:
            self.bad.add(test.id())


suite = unittest.defaultTestLoader.discover(str(pathlib.Path(__file__).parent))
result = unittest.TextTestRunner(sys.stdout, verbosity=2, resultclass=Counting).run(suite)
print(f"{result.testsRun - len(result.bad)} passed, {len(result.bad)} failed")
sys.exit(1 if result.bad or result.testsRun == 0 else 0)
