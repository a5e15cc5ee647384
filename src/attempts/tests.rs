use super::*;
use proptest::prelude::*;

/// Bucket as the database stores it.
#[derive(Default)]
struct Bucket(Option<Timestamp>);

impl Bucket {
    fn take(&mut self, limit: Limit, now: Timestamp) -> bool {
        if limit.wait(self.0, now).is_some() {
            return false;
        }
        self.0 = Some(limit.after(self.0, now));
        true
    }
}

fn limits() -> impl Strategy<Value = Limit> {
    (1..200_i64, 1..600_i64).prop_map(|(burst, every)| Limit::new(burst, every))
}

proptest! {
    #[test]
    fn burst_is_allowed_at_once_and_no_more(limit in limits(), at in 0..i64::from(u32::MAX)) {
        let (mut bucket, now) = (Bucket::default(), Timestamp::from_millis(at));
        let taken = (0..limit.burst + 20).filter(|_| bucket.take(limit, now)).count();
        prop_assert_eq!(i64::try_from(taken).unwrap(), limit.burst);
    }

    #[test]
    fn any_window_holds_at_most_burst_and_refill(
        limit in limits(),
        steps in proptest::collection::vec(0..400_000_i64, 1..300),
    ) {
        let (mut bucket, mut now, mut taken) = (Bucket::default(), 0, Vec::new());
        for step in steps {
            now += step;
            if bucket.take(limit, Timestamp::from_millis(now)) {
                taken.push(now);
            }
        }
        for (first, from) in taken.iter().enumerate() {
            for (last, to) in taken.iter().enumerate().skip(first) {
                let count = i64::try_from(last - first + 1).unwrap();
                prop_assert!(count <= limit.burst + (to - from) / limit.every_millis);
            }
        }
    }

    #[test]
    fn wait_is_exactly_long_enough(limit in limits(), ahead in 0..1_000_000_000_i64, at in 0..1_000_000_000_i64) {
        let (full_at, now) = (Some(Timestamp::from_millis(at + ahead)), Timestamp::from_millis(at));
        if let Some(seconds) = limit.wait(full_at, now) {
            let seconds = i64::try_from(seconds).unwrap();
            prop_assert_eq!(limit.wait(full_at, now.plus_seconds(seconds)), None);
            prop_assert!(limit.wait(full_at, now.plus_seconds(seconds - 1)).is_some());
        }
    }

    #[test]
    fn returned_attempt_restores_bucket(limit in limits(), taken in 0..100_i64, at in 0..1_000_000_000_i64) {
        let now = Timestamp::from_millis(at);
        let before = Timestamp::from_millis(at + taken % (limit.burst + 1) * limit.every_millis);
        let after = limit.after(Some(before), now);
        prop_assert_eq!(after.as_millis() - limit.every_millis(), before.as_millis());
    }

    #[test]
    fn bucket_stored_before_clock_was_set_back_counts_as_full(limit in limits(), ahead in 1..1_000_000_000_i64, at in 0..1_000_000_000_i64) {
        let now = Timestamp::from_millis(at);
        let stored = Some(Timestamp::from_millis(limit.latest_stored(now).as_millis() + ahead));
        prop_assert_eq!(limit.wait(stored, now), None);
        prop_assert_eq!(limit.after(stored, now), limit.after(None, now));
    }

    #[test]
    fn source_of_ipv6_is_its_64_bit_prefix(network: u64, one: u64, other: u64) {
        let address = |host: u64| IpAddr::V6(Ipv6Addr::from_bits(u128::from(network) << 64 | u128::from(host)));
        // ::/96 and the IPv4-mapped addresses are IPv4 or local.
        prop_assume!(network != 0);
        prop_assert_eq!(Source::of(address(one)), Source::of(address(other)));
        let next = IpAddr::V6(Ipv6Addr::from_bits(u128::from(network ^ 1) << 64 | u128::from(one)));
        prop_assert_ne!(Source::of(address(one)), Source::of(next));
    }

    #[test]
    fn source_of_ipv4_is_the_same_in_both_notations(bits: u32) {
        let v4 = std::net::Ipv4Addr::from_bits(bits);
        let expected = v4.to_string();
        prop_assert_eq!(Source::of(IpAddr::V4(v4)), Source::of(IpAddr::V6(v4.to_ipv6_mapped())));
        prop_assert_eq!(Source::of(IpAddr::V4(v4)).to_string(), expected);
    }
}

#[test]
fn limits_match_documented_figures() {
    let now = Timestamp::from_millis(0);
    let hour = |limit: Limit| {
        let mut bucket = Bucket::default();
        (0..=3600).filter(|second| bucket.take(limit, now.plus_seconds(*second))).count()
    };
    // Burst plus refill within an hour, at one try per second.
    assert_eq!([hour(SIGN_IN_BY_PAIR), hour(SIGN_IN_BY_ADDRESS), hour(SIGN_IN_BY_SOURCE)], [50, 200, 420]);
    assert_eq!([minutes(0), minutes(1), minutes(60), minutes(61)], [1, 1, 1, 2]);
    assert_eq!(Source::of("2001:db8:1:2:3:4:5:6".parse().unwrap()).as_str(), "2001:db8:1:2::/64");
}
