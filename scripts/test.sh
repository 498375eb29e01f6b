#!/bin/sh
# Everything that a change must pass: formatting, build with warnings as errors, all tests.
set -eu
cd "$(dirname "$0")/.."
sh scripts/setup.sh tests
swift format lint --strict -r Sources Tests Package.swift
swift build --build-tests
exec swift test --skip-build
