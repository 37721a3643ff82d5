-- Drops expired endpoints of a swarm. Runs behind sweep-head.lua and swarm.lua.
local MOST_EXPIRED = 200

load()
if not existed then
  return { 0, '', -1, TTL }
end
return recovering(function()
  local on, eldestAge = -1, 0

  -- The age of the endpoint of a record that was seen longest ago.
  local function ageAt(class, text, at)
    local age = ageOf(struct.unpack('>H', text, at + (class < 3 and 12 or class < 5 and 24 or 12)))
    return class < 5 and age or math.max(age, ageOf(struct.unpack('>H', text, at + 32)))
  end

  -- How many hosts of a class are on pages that Redis has; who was put behind them now has not expired.
  local function storedOf(class)
    return math.min(stored[class], hosts[class])
  end

  -- Goes through a page; whoever was put where somebody expired is looked at, too.
  local function look(class, number)
    local size, first = SIZE[class], number * PAGE[class]
    local key = pageKey(class, number)
    local stop = math.min(PAGE[class], storedOf(class) - first)
    local text = redis.call('GETRANGE', key, 0, stop * size - 1)
    if #text < stop * size then
      damage()
    end
    redis.call('PEXPIRE', key, PAGE_MILLIS)
    local at = 0
    while at < stop and first + at < hosts[class] and expired < MOST_EXPIRED do
      local place = class * NUMBERS + first + at
      local record = records[place]
      if not record and string.sub(text, at * size + 1, at * size + 5) == NOBODY then
        damage()
      end
      local age = record and ageAt(class, record, 1) or ageAt(class, text, at * size + 1)
      if age < TTL then
        eldestAge = math.max(eldestAge, age)
        at = at + 1
      else
        records[place] = record or string.sub(text, at * size + 1, at * size + size)
        local tagOfHost, hostflags = string.sub(records[place], 1, 5), string.byte(records[place], 6)
        local _, part4, part6 = take(class, first + at)
        if part4 or part6 then
          insert(tagOfHost, hostflags, class % 2 == 1, part4, part6)
          eldestAge = math.max(eldestAge, ageOf(seenAt(part4 or part6)))
        end
      end
    end
  end

  if large then
    local number, last = tonumber(ARGV[2]), 0
    local stop = number + tonumber(ARGV[3])
    for class = 1, 6 do
      last = math.max(last, pagesFor(class, stored[class]))
    end
    while number < stop and number < last and expired < MOST_EXPIRED do
      for class = 6, 1, -1 do
        if number < pagesFor(class, storedOf(class)) then
          look(class, number)
        end
      end
      -- A page that was left half way is looked at again.
      number = expired < MOST_EXPIRED and number + 1 or number
    end
    if number < last then
      on = number
    end
  end
  if expired == 0 and not trimmedAny then
    return { 0, large and largeHeader() or smallBlob(), on, TTL - eldestAge }
  end
  return { expired, save(), on, TTL - eldestAge }
end)
