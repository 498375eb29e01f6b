# Thin and portable between GNU make and FreeBSD make: every target is one script.

.PHONY: demo test sim mutants fuzz bench install

# A tree of servers, a deployment applied, its state shown.
demo:
	@sh scripts/demo.sh

# Everything that a change must pass.
test:
	@sh scripts/test.sh

# The long sweep of the simulator, in release.
sim:
	@sh scripts/sim.sh

# A million inputs for each decoder, in release.
fuzz:
	@sh scripts/fuzz.sh

# Measurements, in release.
bench:
	@sh scripts/bench.sh

# Does the simulator find bugs? Plants many, one after the other, and writes docs/mutants.md.
mutants:
	@sh scripts/mutants.sh

# PREFIX and DESTDIR as in a port.
install:
	@sh scripts/install.sh
