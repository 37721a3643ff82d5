-- Records announces of swarms, one after the other. Runs as the settings, layout.lua, totals.lua, announce-window.lua,
-- announce-small.lua, announce-large.lua, swarm.lua, announce.lua and announce-again.lua, which is asked first; the others are
-- one function, change, and the first of them that can do it replies.
--
-- KEYS: two of each announce:
--       1 the swarm: a string while it is small, a hash when it is large; its name ends with the info hash
--       2 what is kept of all swarms of a hash tag: downloads by info hash, and totals
-- ARGV: one of each announce, or four:
--       1 the announce: family (1 byte, 1 is IPv6), role (1, 0 is a seeder), flags of the host as in its record (1), flags (1:
--         2 stopped, 4 completed, 8 repeated, 16 caps on addresses apply, 64 no new swarm, 128 no new host), what the node
--         believes (1: 0 small, 1 large, 2 large and the host on a page), tick (4), tag (5), endpoint (6 or 18); then, of 1, what
--         the index has of the endpoint (5); of 2, class (1) and number (2) of the page (see swarm.lua) that the host was on
--         lately, and it says nothing new
--       2 to 4 of 2: where the record begins and ends on the page, and where it says when the endpoint was seen
--
-- Returns a string for each announce: 16 and the status (1 byte), host (1: 1 newcomer, 2 dual-stack, 4 not there), expired
-- endpoints (4), downloaded (4), the host's place in a large swarm or 0 (3), header or whole small swarm. Or the whole small
-- swarm, or the header, alone, where nothing changed but the time.
--
-- What costs time, in ns: a script 1,700; a key or an argument 100; a command 250, and as much more for each number that is
-- handed to it; a new string 50, and 1 to 2 for each byte; a new function 40, and as much for each local around it that it is the
-- first to use; a look into a table of Lua's 15. So whatever those who announce again do not need is kept from them.
-- The fast path: a host that is known announces again, in a window in which the swarm was touched before, and nothing changes
-- but the time.
local function announce(swarm, shared, ask, placed, placedEnd, placedTime)
  local six, role, hostflags, flags, belief, now = read('>BBBBBI4', ask)
  local v6 = six == 1
  local tag = sub(ask, 10, 14)
  local endpoint = sub(ask, 15, v6 and 32 or 20)
  local seen = sub(ask, 8, 9)
  local window = (now - now % WINDOW) / WINDOW

  if placed then
    -- It may have been moved, or be gone.
    local class, page = string.byte(ask, -3), swarm .. sub(ask, -3)
    local record = call('GETRANGE', page, placed, placedEnd)
    local from = class > 4 and v6 and 15 or 7
    if sub(record, 1, 5) == tag and bit.band(string.byte(record, 6), 6) == hostflags
      and sub(record, from, from + #endpoint - 1) == endpoint
      and (now - read('>H', record, #record - 1)) % 65536 < TTL
      and (class < 5 or (now - read('>H', record, 13)) % 65536 < TTL) then
      local header = redis.pcall('HGET', swarm, 'h')
      if type(header) == 'string' then
        local touch = read('>I4', header, 2)
        if touch - touch % WINDOW == window * WINDOW then
          call('SETRANGE', page, placedTime, seen)
          return header
        end
      end
    end
  end

  -- False where there is none, an error where it is a hash.
  local small = belief > 0 or redis.pcall('GET', swarm)
  local absent = small == false
  if type(small) ~= 'string' then
    small = nil
  end
  -- Where the host has the time of this endpoint, where it is there and nothing else is new.
  local timeAt
  if small and flags % 16 == 0 then
    local touch, oldest, n1, n2, n3, n4, n5 = read('>I4HBBBBB', small, 2)
    local pos = string.find(small, tag, 18, true)
    if pos then
      -- As a host of one family, then as one of both.
      local from6 = 18 + 14 * (n1 + n2)
      local both = from6 + 26 * (n3 + n4)
      local size, start, seeders, offset = 14, 18, n1, 6
      if pos >= both then
        size, start, seeders, offset = 34, both, n5, v6 and 14 or 6
      elseif pos >= from6 then
        size, start, seeders = 26, from6, n3
      end
      local at = pos + offset + #endpoint
      if (pos - start) % size == 0 and (pos - start < size * seeders) == (role == 0)
        and (size == 34 or v6 == (size == 26))
        and bit.band(string.byte(small, pos + 5), 6) == hostflags
        and sub(small, pos + offset, at - 1) == endpoint then
        timeAt = at
        if touch - touch % WINDOW == window * WINDOW and (now - oldest) % 65536 < TTL then
          call('SETRANGE', swarm, string.format('%d', at - 1), seen)
          return small
        end
      end
    end
  end
  return change(swarm, shared, ask, role, hostflags, flags, belief, now, v6, tag, endpoint, seen, window, small, absent, timeAt)
end

local keys, arguments, replies = KEYS, ARGV, {}
local key, argument = 1, 1
while keys[key] do
  local ask = arguments[argument]
  if string.byte(ask, 5) < 2 then
    replies[#replies + 1] = announce(keys[key], keys[key + 1], ask)
    argument = argument + 1
  else
    replies[#replies + 1] = announce(keys[key], keys[key + 1], ask, arguments[argument + 1], arguments[argument + 2],
      arguments[argument + 3])
    argument = argument + 4
  end
  key = key + 2
end
return replies
