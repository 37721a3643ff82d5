-- Numbers that all scripts go by; what lies where says swarm.lua. Stands in front of them, behind the settings, which have
-- those that Java goes by as well.
local SMALL, LARGE = 1, 2
-- Hosts of a small swarm at most, and of a large one at least.
local SMALL_MOST, LARGE_LEAST = 96, 48
-- Entries on a page of an index, on average. A page costs 80 bytes beside them, and each of theirs the time to read and write it.
local FULL, SPARSE = 48, 16
-- Of a large swarm, behind the format; of a small one, the format included.
local LARGE_HEADER, SMALL_HEADER = '>I4I4I4I4I4I4I4HHI4I4', '>BI4HBBBBBBI4'
local NOBODY = '\0\0\0\0\0'
local sub, read, call = string.sub, struct.unpack, redis.call
