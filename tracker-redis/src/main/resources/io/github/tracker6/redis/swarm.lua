-- A swarm and what can be done to it.
--
-- Hosts are in one of six classes: 1 and 2 hosts with IPv4 alone, 3 and 4 with IPv6 alone, 5 and 6 with both; the odd
-- ones seed. A record is tag (5 bytes), flags (1 finished, 2 partial seed, 4 not linkable), then for each family of the
-- class address, port and the tick when it was seen (2 bytes): 14, 26 or 34 bytes.
--
-- Small: a string: format, 1 (1), tick of the last touch (4), oldest tick (2), hosts of each class (1 each), downloads (4),
-- the records.
-- Large: a hash, and strings. Each class is an array without gaps: who comes is put at its end, and the last one goes where
-- somebody left. An array lies on pages, strings whose names are that of the swarm, the class (1) and the page's number (2);
-- there, a record stays where it is while nothing changes but its time. Behind the last of a class, tags are zero.
-- Field h of the hash: format, 2 (1), tick of the last touch (4), hosts of each class (4 each), pages of both indexes (2 each),
-- partial seeds (4), downloads (4). The other fields, index (1) and page (2), are pages of two indexes, which grow and shrink by
-- linear hashing. Index 7 leads from endpoints to tags: hashed prefix (3), folded interface identifier (1), folded port (1), the
-- tag's last two bytes. Index 8 leads from tags to places: the tag's last three bytes, class times 2^21 and number (3); its
-- pages go by the tag's last two bytes.
--
-- Ticks are 1/4096 of the time that an endpoint lives.
local ENDPOINTS, TAGS = 7, 8
local SIZE = { 14, 14, 26, 26, 34, 34, 7, 6 }
-- Records on a page of an array, of 4 KiB. It is made longer by some of them at a time.
local PAGE = { PAGE4, PAGE4, PAGE6, PAGE6, PAGE_BOTH, PAGE_BOTH }
local STEP = 16
local CHUNK = 2000

local large, existed, touch, touchedBefore = false, false, now, now
local hosts = { 0, 0, 0, 0, 0, 0, 0, 0 }
-- The hosts that the swarm came with: those whose pages there are, and those that the totals know of.
local stored, accounted = { 0, 0, 0, 0, 0, 0 }, { 0, 0, 0, 0, 0, 0 }
local segments = { '', '', '', '', '', '' }
-- Of a large swarm: records by place, false where there is nobody any more, and pages of the indexes.
local records, written = {}, {}
local pages, cached, dirty = { [7] = 1, [8] = 1 }, { [7] = {}, [8] = {} }, { [7] = {}, [8] = {} }
local indexEntries = {}
local leftPages = {}
-- Whether a page of a large swarm is missing, or not what it should be.
local damaged = false
local trimmedAny, grown, crediting = false, false, false
local oldestOfAll = now % 65536
local partial, expired = 0, 0
-- Copied from the counters, where they are kept when the swarm is gone.
local downloads
-- Where the host that was put in last is, in a large swarm.
local lastPlace = 0

-- A node whose clock is ahead may have seen somebody in what is the future here: that is age 0.
local function ageOf(seen)
  local age = (now - seen) % 65536
  return age < 12 * TTL and age or 0
end

local function isExpired(seen)
  return ageOf(seen) >= TTL
end

local function older(a, b)
  return ageOf(a) > ageOf(b) and a or b
end

local function isPartial(record)
  return bit.band(string.byte(record, 6), 2) ~= 0
end

-- The parts of a record by family: address, port and time.
local function parts(class, record)
  if class < 3 then
    return string.sub(record, 7), nil
  elseif class < 5 then
    return nil, string.sub(record, 7)
  end
  return string.sub(record, 7, 14), string.sub(record, 15)
end

-- When the endpoint of a part was seen.
local function seenAt(part)
  return struct.unpack('>H', part, #part - 1)
end

-- Where an aligned record holds some bytes, or nil.
local function find(text, bytes, size, offset, from)
  local pos = string.find(text, bytes, (from or 1) + offset, true)
  while pos and (pos - 1 - offset) % size ~= 0 do
    pos = string.find(text, bytes, pos + 1, true)
  end
  return pos and pos - offset
end

-- Stops whoever needs what is not there: see recovering.
local function damage()
  damaged = true
  error('a page is missing')
end

---- The indexes of a large swarm.

local function hashOf(index, entry)
  return struct.unpack(index == TAGS and '>xH' or '>I3', entry)
end

local function pageOf(index, hash)
  local count, span = pages[index], 1
  while span < count do
    span = span * 2
  end
  local number = hash % span
  return number < count and number or hash % (span / 2)
end

local function entriesOf(index, number)
  local entries = cached[index][number]
  if not entries then
    entries = redis.call('HGET', swarm, struct.pack('>BH', index, number)) or ''
    cached[index][number] = entries
  end
  return entries
end

local function putEntries(index, number, entries)
  cached[index][number] = entries
  dirty[index][number] = true
end

-- Keeps the pages of an index between sparse and full, a step at a time.
local function reshape(index)
  local count = pages[index]
  local span = 1
  if hosts[index] > FULL * count and count < 65535 then
    while span * 2 <= count do
      span = span * 2
    end
    local from, size = count - span, SIZE[index]
    local entries = entriesOf(index, from)
    local stay, go = {}, {}
    for at = 1, #entries, size do
      local entry = string.sub(entries, at, at + size - 1)
      local side = hashOf(index, entry) % (span * 2) == from and stay or go
      side[#side + 1] = entry
    end
    pages[index] = count + 1
    putEntries(index, from, table.concat(stay))
    putEntries(index, count, table.concat(go))
  elseif count > 1 and hosts[index] < SPARSE * count then
    while span * 2 < count do
      span = span * 2
    end
    local into = count - 1 - span
    putEntries(index, into, entriesOf(index, into) .. entriesOf(index, count - 1))
    putEntries(index, count - 1, '')
    pages[index] = count - 1
  end
end

local function addEntry(index, entry)
  local number = pageOf(index, hashOf(index, entry))
  putEntries(index, number, entriesOf(index, number) .. entry)
  hosts[index] = hosts[index] + 1
  reshape(index)
end

-- Puts another entry of the same hash, or nothing, in the place of one.
local function replaceEntry(index, entry, with)
  local number, size = pageOf(index, hashOf(index, entry)), SIZE[index]
  local entries = entriesOf(index, number)
  local pos = find(entries, entry, size, 0)
  if not pos then
    damage()
  end
  putEntries(index, number, string.sub(entries, 1, pos - 1) .. with .. string.sub(entries, pos + size))
end

local function removeEntry(index, entry)
  replaceEntry(index, entry, '')
  hosts[index] = hosts[index] - 1
  reshape(index)
end

local function prefixHash(endpoint)
  return tonumber(string.sub(redis.sha1hex(SEED .. string.sub(endpoint, 1, #endpoint == 6 and 4 or 8)), 1, 6), 16)
end

-- What the index of endpoints has of one, but for the tag.
local function indexEntry(part)
  local length = #part == 8 and 4 or 16
  local key = string.sub(part, 1, length + 2)
  local entry = indexEntries[key]
  if entry then
    return entry
  end
  local fold = 0
  if length == 16 then
    for _, byte in ipairs({ string.byte(part, 9, 16) }) do
      fold = bit.bxor(fold, byte)
    end
  end
  local high, low = string.byte(part, length + 1, length + 2)
  entry = struct.pack('>I3BB', prefixHash(key), fold, bit.bxor(high, low))
  indexEntries[key] = entry
  return entry
end

local function removeFromIndex(part, tagOfHost)
  if large then
    removeEntry(ENDPOINTS, indexEntry(part) .. string.sub(tagOfHost, 4, 5))
  end
end

local function addToIndex(part, tagOfHost)
  if large then
    addEntry(ENDPOINTS, indexEntry(part) .. string.sub(tagOfHost, 4, 5))
  end
end

local function tagEntry(record, place)
  return string.sub(record, 3, 5) .. struct.pack('>I3', place)
end

---- The arrays of a large swarm.

local function pageKey(class, number)
  return swarm .. struct.pack('>BH', class, number)
end

-- The key of the page that a place is on, and which of its records that is.
local function onPage(place)
  local number = place % NUMBERS
  local class = (place - number) / NUMBERS
  local at = number % PAGE[class]
  return pageKey(class, (number - at) / PAGE[class]), at, class
end

local function recordAt(place)
  local record = records[place]
  if record == nil then
    local key, at, class = onPage(place)
    local size = SIZE[class]
    record = redis.call('GETRANGE', key, at * size, at * size + size - 1)
    if #record < size or string.sub(record, 1, 5) == NOBODY then
      damage()
    end
    records[place] = record
  end
  return record
end

local function write(place, record)
  records[place] = record
  written[place] = true
end

local function pagesFor(class, count)
  return math.ceil(count / PAGE[class])
end

-- Writes the records of a page that there was none of.
local function createPage(class, number)
  local first = class * NUMBERS + number * PAGE[class]
  local count = math.min(PAGE[class], hosts[class] - number * PAGE[class])
  local all = {}
  for i = 1, count do
    all[i] = records[first + i - 1]
  end
  local room = math.min(PAGE[class], math.ceil(count / STEP) * STEP) - count
  all[count + 1] = string.rep('\0', room * SIZE[class])
  redis.call('SET', pageKey(class, number), table.concat(all), 'PX', PAGE_MILLIS)
end

-- Makes room for a record on a page; it is not left to Redis, which would give it as much again.
local function makeRoom(key, at, class)
  local size = SIZE[class]
  local length = redis.call('STRLEN', key)
  if length == 0 then
    damage()
  elseif length < (at + 1) * size then
    local more = math.min(PAGE[class] - at, math.max(STEP, math.floor(at / 4 / STEP) * STEP))
    redis.call('SET', key, redis.call('GETRANGE', key, 0, at * size - 1) .. string.rep('\0', more * size), 'KEEPTTL')
  end
end

local function saveRecords()
  local creates, gone, changes = {}, {}, {}
  for place in pairs(written) do
    local number = place % NUMBERS
    local class = (place - number) / NUMBERS
    local on = (number - number % PAGE[class]) / PAGE[class]
    if on < pagesFor(class, stored[class]) then
      if on < pagesFor(class, hosts[class]) then
        -- Whoever came and went meanwhile was never written.
        if number < stored[class] or records[place] then
          changes[#changes + 1] = place
        end
      else
        gone[pageKey(class, on)] = true
      end
    elseif on < pagesFor(class, hosts[class]) then
      creates[class * 65536 + on] = true
    end
  end
  -- What was not read yet comes first. In a Cluster that moves the slot it may be elsewhere already, which is an error; so
  -- is to make a key there. Nothing that matters was written by then.
  for _, place in ipairs(changes) do
    local number = place % NUMBERS
    local class = (place - number) / NUMBERS
    if number >= stored[class] and records[place] then
      makeRoom(onPage(place))
    end
  end
  for page in pairs(creates) do
    createPage((page - page % 65536) / 65536, page % 65536)
  end
  for _, place in ipairs(changes) do
    local key, at, class = onPage(place)
    redis.call('SETRANGE', key, at * SIZE[class], records[place] or NOBODY)
  end
  for key in pairs(gone) do
    redis.call('UNLINK', key)
  end
end

-- Leaves a large swarm; its pages are deleted at last, when what takes its place is written.
local function leaveLarge()
  for class = 1, 6 do
    for number = 0, pagesFor(class, stored[class]) - 1 do
      leftPages[#leftPages + 1] = pageKey(class, number)
    end
    stored[class] = 0
  end
  records, written = {}, {}
  large = false
  lastPlace = 0
end

local function deleteLeftPages()
  for at = 1, #leftPages, CHUNK do
    redis.call('UNLINK', unpack(leftPages, at, math.min(at + CHUNK - 1, #leftPages)))
  end
end

---- Hosts.

-- Puts a host in, into the class that follows from its parts.
local function insert(tagOfHost, hostflags, seeds, part4, part6)
  local class = (part4 and (part6 and 5 or 1) or 3) + (seeds and 0 or 1)
  local record = tagOfHost .. string.char(hostflags) .. (part4 or '') .. (part6 or '')
  if large then
    lastPlace = class * NUMBERS + hosts[class]
    write(lastPlace, record)
    addEntry(TAGS, tagEntry(record, lastPlace))
  else
    segments[class] = segments[class] .. record
  end
  hosts[class] = hosts[class] + 1
  if isPartial(record) then
    partial = partial + 1
  end
end

-- The record at a place in a segment, or of a number in an array.
local function recordOf(class, at)
  if large then
    return recordAt(class * NUMBERS + at)
  end
  return string.sub(segments[class], at, at + SIZE[class] - 1)
end

-- Takes a host out; returns its record, and the parts that did not expire.
local function take(class, at)
  local record = recordOf(class, at)
  local part4, part6 = parts(class, record)
  if large then
    local place, last = class * NUMBERS + at, class * NUMBERS + hosts[class] - 1
    removeEntry(TAGS, tagEntry(record, place))
    if last ~= place then
      local mover = recordAt(last)
      replaceEntry(TAGS, tagEntry(mover, last), tagEntry(mover, place))
      write(place, mover)
    end
    write(last, false)
    if part4 and isExpired(seenAt(part4)) then
      removeFromIndex(part4, record)
      expired, part4 = expired + 1, nil
    end
    if part6 and isExpired(seenAt(part6)) then
      removeFromIndex(part6, record)
      expired, part6 = expired + 1, nil
    end
  else
    segments[class] = string.sub(segments[class], 1, at - 1) .. string.sub(segments[class], at + SIZE[class])
  end
  hosts[class] = hosts[class] - 1
  if isPartial(record) then
    partial = partial - 1
  end
  return record, part4, part6
end

-- Drops the expired endpoints of a small swarm's class; hosts that lose one of two go to another class.
local function trim(class)
  local size, kept, eldest = SIZE[class], {}, now % 65536
  local all = segments[class]
  segments[class] = ''
  for at = 1, #all, size do
    local record = string.sub(all, at, at + size - 1)
    local part4, part6 = parts(class, record)
    local gone4, gone6 = part4 and isExpired(seenAt(part4)), part6 and isExpired(seenAt(part6))
    if gone4 or gone6 then
      hosts[class] = hosts[class] - 1
      expired = expired + (gone4 and 1 or 0) + (gone6 and 1 or 0)
      part4, part6 = not gone4 and part4 or nil, not gone6 and part6 or nil
      if part4 or part6 then
        insert(string.sub(record, 1, 5), string.byte(record, 6), class % 2 == 1, part4, part6)
      end
    else
      kept[#kept + 1] = record
    end
    if part4 then
      eldest = older(seenAt(part4), eldest)
    end
    if part6 then
      eldest = older(seenAt(part6), eldest)
    end
  end
  segments[class] = table.concat(kept)
  oldestOfAll = older(eldest, oldestOfAll)
end

local function total()
  return hosts[1] + hosts[2] + hosts[3] + hosts[4] + hosts[5] + hosts[6]
end

local function loadLarge(header)
  large, existed = true, true
  touch, hosts[1], hosts[2], hosts[3], hosts[4], hosts[5], hosts[6], pages[7], pages[8], partial, downloads =
    struct.unpack(LARGE_HEADER, header, 2)
  hosts[TAGS] = total()
  hosts[ENDPOINTS] = hosts[TAGS] + hosts[5] + hosts[6]
  for class = 1, 6 do
    stored[class] = hosts[class]
  end
end

local function loadSmall(blob)
  existed = true
  touch, oldestOfAll, hosts[1], hosts[2], hosts[3], hosts[4], hosts[5], hosts[6], downloads =
    struct.unpack('>I4HBBBBBBI4', blob, 2)
  local at = 18
  for class = 1, 6 do
    local length = SIZE[class] * hosts[class]
    segments[class] = string.sub(blob, at, at + length - 1)
    at = at + length
  end
end

local function trimSmall()
  if isExpired(oldestOfAll) then
    oldestOfAll = now % 65536
    trimmedAny = true
    for class = 6, 1, -1 do
      trim(class)
    end
  end
end

-- Begins anew, where nobody announced for as long as an endpoint lives, or a page was lost.
local function forgetAll()
  for class = 1, 6 do
    expired = expired + hosts[class] * (class < 5 and 1 or 2)
    hosts[class], segments[class] = 0, ''
  end
  if large then
    leaveLarge()
  end
  hosts[ENDPOINTS], hosts[TAGS], partial = 0, 0, 0
  pages, cached, dirty = { [7] = 1, [8] = 1 }, { [7] = {}, [8] = {} }, { [7] = {}, [8] = {} }
  oldestOfAll = now % 65536
end

local function load()
  local kind = redis.call('TYPE', swarm).ok
  if kind == 'string' then
    loadSmall(redis.call('GET', swarm))
  elseif kind == 'hash' then
    loadLarge(redis.call('HGET', swarm, 'h'))
  end
  for class = 1, 6 do
    accounted[class] = hosts[class]
  end
  touchedBefore = touch
  if existed and now - touch >= TTL + WINDOW then
    forgetAll()
  elseif existed and not large then
    trimSmall()
  end
end

-- Does something with a swarm; where a page of it turns out to be lost, with a new one: those who were in it come back.
local function recovering(body)
  local ok, reply = pcall(body)
  if ok then
    return reply
  elseif not damaged then
    error(reply, 0)
  end
  -- As the stored ones were, whatever was done to them since.
  for class = 1, 6 do
    hosts[class] = accounted[class]
  end
  touch, expired, damaged, crediting = touchedBefore, 0, false, false
  forgetAll()
  -- In a Cluster, pages that are on their way to another node are not lost: to ask for all of them is an error then.
  redis.call('EXISTS', swarm, unpack(leftPages, 1, math.min(#leftPages, CHUNK)))
  return body()
end

-- Where a tag's host is: class, place in its segment or number in its array.
local function findTag(wanted, unlinkable)
  if large then
    local short = string.sub(wanted, 3, 5)
    local entries = entriesOf(TAGS, pageOf(TAGS, hashOf(TAGS, short)))
    local pos = find(entries, short, 6, 0)
    while pos do
      local place = struct.unpack('>I3', entries, pos + 3)
      local record = recordAt(place)
      if string.sub(record, 1, 5) == wanted and bit.band(string.byte(record, 6), 4) == unlinkable then
        return math.floor(place / NUMBERS), place % NUMBERS
      end
      pos = find(entries, short, 6, 0, pos + 6)
    end
    return nil
  end
  for class = 6, 1, -1 do
    local pos = find(segments[class], wanted, SIZE[class], 0)
    if pos and bit.band(string.byte(segments[class], pos + 5), 4) == unlinkable then
      return class, pos
    end
  end
end

-- Where a class has endpoints of a family, in its records.
local function endpointOffset(class, v4)
  return class > 4 and not v4 and 14 or (class > 4 or v4 == (class < 3)) and 6 or nil
end

-- Where an endpoint's host is, as findTag says it.
local function findEndpoint(wanted)
  local v4 = #wanted == 6
  if not large then
    for class = 6, 1, -1 do
      local offset = endpointOffset(class, v4)
      local pos = offset and find(segments[class], wanted, SIZE[class], offset)
      if pos then
        return class, pos
      end
    end
    return nil
  end
  local entry = indexEntry(wanted .. '\0\0')
  local entries = entriesOf(ENDPOINTS, pageOf(ENDPOINTS, hashOf(ENDPOINTS, entry)))
  local pos = find(entries, entry, 7, 0)
  while pos do
    local low = string.sub(entries, pos + 5, pos + 6)
    local tags = entriesOf(TAGS, pageOf(TAGS, struct.unpack('>H', low)))
    local at = find(tags, low, 6, 1)
    while at do
      local place = struct.unpack('>I3', tags, at + 3)
      local class = math.floor(place / NUMBERS)
      local offset = endpointOffset(class, v4)
      if offset and string.sub(recordAt(place), 1 + offset, offset + #wanted) == wanted then
        return class, place % NUMBERS
      end
      at = find(tags, low, 6, 1, at + 6)
    end
    pos = find(entries, entry, 7, 0, pos + 7)
  end
end

-- How many endpoints share the address, and how many the /64.
local function neighbours(wanted)
  local v4 = #wanted == 6
  local onAddress, onPrefix = 0, 0
  if large then
    local entry = indexEntry(wanted .. '\0\0')
    local entries = entriesOf(ENDPOINTS, pageOf(ENDPOINTS, hashOf(ENDPOINTS, entry)))
    local prefix, address = string.sub(entry, 1, 3), string.sub(entry, 1, 4)
    local pos = find(entries, prefix, 7, 0)
    while pos do
      onPrefix = onPrefix + 1
      if string.sub(entries, pos, pos + 3) == address then
        onAddress = onAddress + 1
      end
      pos = find(entries, prefix, 7, 0, pos + 7)
    end
    return onAddress, onPrefix
  end
  local address = string.sub(wanted, 1, #wanted - 2)
  local prefix = v4 and address or string.sub(wanted, 1, 8)
  for class = 1, 6 do
    local offset, size = endpointOffset(class, v4), SIZE[class]
    local pos = offset and find(segments[class], prefix, size, offset)
    while pos do
      onPrefix = onPrefix + 1
      if string.sub(segments[class], pos + offset, pos + offset + #address - 1) == address then
        onAddress = onAddress + 1
      end
      pos = find(segments[class], prefix, size, offset, pos + size)
    end
  end
  return onAddress, onPrefix
end

---- Writing the swarm back.

local function grow()
  large, grown, partial = true, true, 0
  cached[ENDPOINTS][0], cached[TAGS][0] = '', ''
  for class = 1, 6 do
    local all, size = segments[class], SIZE[class]
    hosts[class], stored[class] = 0, 0
    for at = 1, #all, size do
      local record = string.sub(all, at, at + size - 1)
      local part4, part6 = parts(class, record)
      insert(string.sub(record, 1, 5), string.byte(record, 6), class % 2 == 1, part4, part6)
      if part4 then
        addToIndex(part4, record)
      end
      if part6 then
        addToIndex(part6, record)
      end
    end
  end
  lastPlace = 0
end

local function shrink()
  oldestOfAll = now % 65536
  for class = 1, 6 do
    local all = {}
    for number = 0, hosts[class] - 1 do
      local record = recordAt(class * NUMBERS + number)
      all[number + 1] = record
      for _, part in pairs({ parts(class, record) }) do
        oldestOfAll = older(seenAt(part), oldestOfAll)
      end
    end
    segments[class] = table.concat(all)
  end
  leaveLarge()
end

-- The downloads of the swarm.
local function counted()
  downloads = downloads or tonumber(redis.call('HGET', shared, string.sub(swarm, -20)) or 0)
  return downloads
end

-- Counts a download. Nothing that follows fails, so that nobody who is asked to announce again counts twice.
local function credit()
  if crediting then
    downloads = redis.call('HINCRBY', shared, string.sub(swarm, -20), 1)
    crediting = false
  end
end

local function smallBlob()
  return struct.pack(SMALL_HEADER, SMALL, touch, oldestOfAll, hosts[1], hosts[2], hosts[3], hosts[4], hosts[5],
    hosts[6], counted()) .. table.concat(segments)
end

local function largeHeader()
  return string.char(LARGE) .. struct.pack(LARGE_HEADER, touch, hosts[1], hosts[2], hosts[3], hosts[4], hosts[5], hosts[6],
    pages[7], pages[8], partial, counted())
end

local function account(before)
  local window = math.floor(touch / WINDOW)
  local ipv4, ipv6, both = hosts[1] + hosts[2], hosts[3] + hosts[4], hosts[5] + hosts[6]
  local was4, was6, wasBoth = accounted[1] + accounted[2], accounted[3] + accounted[4], accounted[5] + accounted[6]
  local swarms, wereSwarms = total() > 0 and 1 or 0, was4 + was6 + wasBoth > 0 and 1 or 0
  if before == window then
    if ipv4 ~= was4 or ipv6 ~= was6 or both ~= wasBoth then
      addTotals(shared, window, swarms - wereSwarms, ipv4 - was4, ipv6 - was6, both - wasBoth)
    end
  elseif wereSwarms > 0 and swarms > 0 then
    moveTotals(shared, before, was4, was6, wasBoth, window, ipv4, ipv6, both)
  elseif wereSwarms > 0 then
    addTotals(shared, before, -1, -was4, -was6, -wasBoth)
  elseif swarms > 0 then
    addTotals(shared, window, 1, ipv4, ipv6, both)
  end
end

-- Lua hands over a few thousand arguments at most.
local function inChunks(command, arguments)
  for at = 1, #arguments, CHUNK do
    redis.call(command, swarm, unpack(arguments, at, math.min(at + CHUNK - 1, #arguments)))
  end
end

local function saveLarge(fresh)
  saveRecords()
  credit()
  local header = largeHeader()
  local values, gone = { 'h', header }, {}
  for index = 7, 8 do
    for number in pairs(dirty[index]) do
      local field, entries = struct.pack('>BH', index, number), cached[index][number]
      if #entries > 0 then
        values[#values + 1] = field
        values[#values + 1] = entries
      else
        gone[#gone + 1] = field
      end
    end
  end
  if grown then
    redis.call('DEL', swarm)
  end
  inChunks('HSET', values)
  inChunks('HDEL', gone)
  if fresh then
    redis.call('PEXPIRE', swarm, KEY_MILLIS)
  end
  return header
end

-- Writes the swarm back; returns it as the caller is told of it.
local function save()
  local before = math.floor(touch / WINDOW)
  local fresh = not sweeping and (not existed or math.floor(now / WINDOW) ~= before)
  if fresh then
    touch = now
  end
  if not large and total() > SMALL_MOST then
    grow()
    fresh = true
  elseif large and total() < LARGE_LEAST then
    shrink()
  end
  local result = ''
  if total() == 0 then
    redis.call('DEL', swarm)
  elseif large then
    result = saveLarge(fresh)
  else
    credit()
    result = smallBlob()
    if sweeping then
      redis.call('SET', swarm, result, 'KEEPTTL')
    end
    if not sweeping or redis.call('PTTL', swarm) < 0 then
      redis.call('SET', swarm, result, 'PX', KEY_MILLIS)
    end
  end
  account(before)
  deleteLeftPages()
  return result
end
