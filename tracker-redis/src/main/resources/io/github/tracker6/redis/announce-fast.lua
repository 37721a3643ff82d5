-- Records one announce of a swarm. Runs as the settings, totals.lua, announce-fast.lua, announce-small.lua,
-- announce-large.lua, swarm.lua and announce.lua, one after the other: the first that can do it replies.
--
-- KEYS: 1 the swarm: a string while it is small, a hash when it is large; its name ends with the info hash
--       2 what is kept of all swarms of a hash tag: downloads by info hash, and totals
-- ARGV: 1 the announce: flags, flags, tick (4 bytes), tag (5), endpoint (6 or 18); then, where the swarm is believed to
--         be large, the hash of the address for the index (3), and the fields of the pages where the host may be (3 each)
--
-- Each key and argument costs as much as a simple command does.
--
-- Returns one string, which costs a tenth of what a list does: status (1 byte), host (1: 1 newcomer, 2 dual-stack, 4 not
-- there, 8 the header is to be read beside this), expired endpoints (4), downloaded (4), header or whole small swarm.
--
-- The fast path: a host that is known announces again, and nothing changes but the time.
local sweeping = false
local ask = ARGV[1]
local flags, more, now = struct.unpack('>BBI4', ask)
local tag = string.sub(ask, 7, 11)
local v6 = bit.band(flags, 1) ~= 0
local endpoint = string.sub(ask, 12, v6 and 29 or 17)
local role = bit.band(flags, 16) == 0 and 1 or 0
local first = (v6 and 3 or 1) + role
local hostflags = bit.band(bit.rshift(flags, 4), 2) + bit.band(bit.lshift(more, 2), 4)
local again = bit.band(flags, 14) == 0
local believedLarge = bit.band(more, 4) ~= 0
local window = math.floor(now / WINDOW)
local seen = struct.pack('>H', now % 65536)

local function told(host, downloaded, state)
  return struct.pack('>BBI4I4', 0, host, 0, downloaded) .. state
end

-- The age of the oldest of some records, not less than the one given, or nil where somebody expired. A node whose clock is
-- ahead may have seen somebody in what is the future here: that is age 0.
local function eldest(records, from, to, size, most)
  for offset = 12, size, 20 do
    -- The time of a host's only family lies at the end of its record; those of two families, at 12 and 32.
    for at = from + (size == 26 and 24 or offset), to, size do
      local age = (now - struct.unpack('>H', records, at)) % 65536
      if age < 49152 then
        if age >= 4096 then
          return nil
        end
        most = math.max(most, age)
      end
    end
  end
  return most
end

-- Where the record with a tag is among those of one size, or nil.
local function findRecord(records, from, to, size)
  local pos = string.find(records, tag, from, true)
  while pos and pos < to and (pos - from) % size ~= 0 do
    pos = string.find(records, tag, pos + 1, true)
  end
  return pos and pos < to and pos or nil
end

-- Whether the record there says what the announce says, but for the time.
local function isSame(records, pos, offset)
  return bit.band(string.byte(records, pos + 5), 6) == hostflags
    and string.sub(records, pos + offset, pos + offset + #endpoint - 1) == endpoint
end

-- False where there is none, an error where it is a hash.
local small = believedLarge or redis.pcall('GET', KEYS[1])
local absent = small == false
if type(small) ~= 'string' then
  small = nil
end
local touch, oldest, n1, n2, n3, n4, n5, n6, count, before
if small then
  touch, oldest, n1, n2, n3, n4, n5, n6, count = struct.unpack('>I4HBBBBBBI4', small, 2)
  before = math.floor(touch / WINDOW)
  if window ~= before and (now < touch or now - touch >= 4096) then
    small = nil
  elseif (now - oldest) % 65536 >= 4096 then
    -- The oldest was seen again, or it expired.
    local from4, from6, both = 18, 18 + 14 * (n1 + n2), 18 + 14 * (n1 + n2) + 26 * (n3 + n4)
    local age = eldest(small, from4, from6 - 1, 14, 0)
    age = age and eldest(small, from6, both - 1, 26, age)
    age = age and eldest(small, both, #small, 34, age)
    if age then
      oldest = (now - age) % 65536
      redis.call('SETRANGE', KEYS[1], 5, struct.pack('>H', oldest))
    else
      small = nil
    end
  end
end

if small and again then
  -- As a host of one family, then as one of both.
  local size = v6 and 26 or 14
  local from = v6 and 18 + 14 * (n1 + n2) + (role == 1 and 26 * n3 or 0) or 18 + (role == 1 and 14 * n1 or 0)
  local to = from + size * (first == 1 and n1 or first == 2 and n2 or first == 3 and n3 or n4)
  local offset, dual = 6, 0
  local pos = findRecord(small, from, to, size)
  if not pos and n5 + n6 > 0 then
    from = 18 + 14 * (n1 + n2) + 26 * (n3 + n4) + (role == 1 and 34 * n5 or 0)
    pos = findRecord(small, from, from + 34 * (role == 1 and n6 or n5), 34)
    offset, dual = v6 and 14 or 6, 2
  end
  if pos and isSame(small, pos, offset) then
    local at = pos + offset + #endpoint
    if window == before then
      redis.call('SETRANGE', KEYS[1], at - 1, seen)
    else
      small = struct.pack('>BI4HBBBBBBI4', 1, now, oldest, n1, n2, n3, n4, n5, n6, count) .. string.sub(small, 18, at - 1)
        .. seen .. string.sub(small, at + 2)
      redis.call('SET', KEYS[1], small, 'PX', KEY_MILLIS)
      moveTotals(before, n1 + n2, n3 + n4, n5 + n6, window, n1 + n2, n3 + n4, n5 + n6)
    end
    return told(dual, count, small)
  end
elseif believedLarge and again and bit.band(more, 8) ~= 0 then
  -- The node knows that the swarm was touched in this window. A host whose page is another one by now is not found.
  for hint = 15 + #endpoint, #ask, 3 do
    local field = string.sub(ask, hint, hint + 2)
    local records = redis.pcall('HGET', KEYS[1], field)
    if type(records) == 'string' then
      local class = string.byte(field)
      local size = class < 3 and 14 or class < 5 and 26 or 34
      local pos = findRecord(records, 7, #records, size)
      if pos then
        local stop = pos + (class > 4 and v6 and 14 or 6) + #endpoint
        if isSame(records, pos, stop - pos - #endpoint) then
          local newest, oldestThere = struct.unpack('>I4H', records)
          local age = (now - oldestThere) % 65536
          if age >= 4096 then
            age = eldest(records, 7, #records, size, 0)
          end
          if age and now - newest < 32768 then
            redis.call('HSET', KEYS[1], field, struct.pack('>I4H', now, (now - age) % 65536)
              .. string.sub(records, 7, stop - 1) .. seen .. string.sub(records, stop + 2))
            local dual = class > 4 and 2 or 0
            if bit.band(more, 16) ~= 0 then
              return told(8 + dual, 0, '')
            end
            local header = redis.call('HGET', KEYS[1], 'h')
            return told(dual, struct.unpack('>I4', header, 52), header)
          end
        end
        break
      end
    end
  end
end

