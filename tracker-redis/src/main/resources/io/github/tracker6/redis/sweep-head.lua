-- KEYS as of an announce. ARGV: 1 tick (4 bytes), 2 the first page to look at, 3 how many of each class
--
-- Returns { expired endpoints, header or whole small swarm, the page to go on from or -1 at the end, in how many ticks
-- the next of those on a large swarm's pages expires }. It looks at fewer pages where many endpoints expired, so that nobody
-- waits for long.
local swarm, shared = KEYS[1], KEYS[2]
local now = struct.unpack('>I4', ARGV[1])
local sweeping = true
