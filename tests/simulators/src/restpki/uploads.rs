//! Uploads in parts (§12, Large files).

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use bytes::{Bytes, BytesMut};
use serde_json::{Value, json};
use sha2::{Digest as _, Sha256};
use uuid::Uuid;

use super::create::{members, object};
use super::reply::{api_error, breach};
use super::service::Sim;
use super::state::{State, Upload};
use crate::core::{Call, Judge, Reply};

impl Sim {
    pub(super) fn upload_begin(
        &self,
        state: &mut State,
        judge: &mut Judge<'_>,
        call: &Call,
    ) -> Reply {
        if !call.body.is_empty() {
            judge.note("upload.begin_body", "§12", "the beginning has a body");
        }
        let token = format!("{}.{}", Uuid::new_v4().simple(), Uuid::new_v4());
        state.uploads.insert(token.clone(), Upload::default());
        Reply::json(
            200,
            &json!({ "blobToken": token, "partSize": self.options.part_size }),
        )
    }

    pub(super) fn upload_part(
        &self,
        state: &mut State,
        judge: &mut Judge<'_>,
        call: &Call,
        token: &str,
        number: &str,
    ) -> Result<Reply, Reply> {
        let Some(upload) = state.uploads.get_mut(token) else {
            return Err(api_error("InvalidToken", "There is no such upload."));
        };
        let Ok(number) = number.parse::<u32>() else {
            return Err(breach(judge, 400, "upload.number", "§12", "no number"));
        };
        if call.header("content-type") != Some("application/octet-stream") {
            judge.note("upload.type", "§12", "a part is application/octet-stream");
        }
        if call.body.is_empty() || call.body.len() > self.options.part_size {
            let words = "a part is empty, or larger than it may be";
            return Err(breach(judge, 400, "upload.part_size", "§12", words));
        }
        let tag = format!("\"{}\"", hex::encode(Sha256::digest(&call.body)));
        let tag: String = tag.chars().take(20).chain(['"']).collect();
        upload
            .parts
            .insert(number, (call.body.clone(), tag.clone()));
        Ok(Reply::empty(200).header("ETag", &tag))
    }

    pub(super) fn upload_end(
        &self,
        state: &mut State,
        judge: &mut Judge<'_>,
        call: &Call,
        token: &str,
    ) -> Result<Reply, Reply> {
        let body = object(judge, call)?;
        members(judge, &body, &["partETags", "completeMD5"])?;
        let Some(upload) = state.uploads.get_mut(token) else {
            return Err(api_error("InvalidToken", "There is no such upload."));
        };
        let given: Vec<&str> = body
            .get("partETags")
            .and_then(Value::as_array)
            .map(|tags| tags.iter().filter_map(Value::as_str).collect())
            .unwrap_or_default();
        let known: Vec<&str> = upload.parts.values().map(|(_, tag)| tag.as_str()).collect();
        let count = u32::try_from(known.len()).unwrap_or(u32::MAX);
        if given != known || !upload.parts.keys().copied().eq(0..count) || count == 0 {
            let words = "the ETags are not those of all parts in their order";
            return Err(breach(judge, 422, "upload.etags", "§12", words));
        }
        let mut whole = BytesMut::new();
        for (number, (part, _)) in &upload.parts {
            if number + 1 < count && part.len() != self.options.part_size {
                let words = "a part in the middle has not the part's size";
                return Err(breach(judge, 422, "upload.part_size", "§12", words));
            }
            whole.extend_from_slice(part);
        }
        if let Some(sum) = body.get("completeMD5").and_then(Value::as_str)
            && STANDARD.decode(sum).map(|sum| sum.len()) != Ok(16)
        {
            return Err(breach(judge, 400, "upload.md5", "§12", "no MD5"));
        }
        upload.whole = Some(Bytes::from(whole));
        Ok(Reply::json(200, &json!({})))
    }
}
