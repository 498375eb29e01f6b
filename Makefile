# Thin and portable between GNU make and FreeBSD make: every target is one script.

.PHONY: test
test:
	@sh scripts/test.sh
