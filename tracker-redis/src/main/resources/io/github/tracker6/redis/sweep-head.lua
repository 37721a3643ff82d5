-- KEYS as of an announce. ARGV: 1 tick (4 bytes), 2 the settings, 3 the first page to look at, 4 how many of each class
--
-- Returns { expired endpoints, header or whole small swarm }.
local now = struct.unpack('>I4', ARGV[1])
local sweeping = true
